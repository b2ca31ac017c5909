//! Lines over months, drawn as SVG that stands in the page itself. A table with the same figures stands beside each.

use fieldlink_domain::calendar::Period;
use maud::{Markup, PreEscaped, html};
use plotters::prelude::*;

use crate::site::text::Text;

/// Width and height, in the drawing's own units.
const SIZE: (u32, u32) = (720, 240);
/// The colour of each line, dark enough on white.
const COLOURS: [RGBColor; 3] = [
    RGBColor(0x1f, 0x6f, 0xc4),
    RGBColor(0xb3, 0x26, 0x1e),
    RGBColor(0x2c, 0x6e, 0x2a),
];
/// Months named under the drawing.
const NAMED: usize = 6;

/// One line: its name, and hundredths of a per cent for each month; none where there is nothing to say.
pub struct Line {
    /// As people read it.
    pub name: String,
    /// One for each month.
    pub points: Vec<Option<i64>>,
}

/// Draws rates over months; nothing for fewer than two of them.
pub fn rates(text: &Text, title: &str, months: &[Period], lines: &[Line]) -> Markup {
    let drawing = if months.len() < 2 {
        None
    } else {
        draw(text, months, lines).ok()
    };
    html! {
        @if let Some(svg) = drawing {
            figure.chart role="img" aria-label=(title) {
                (PreEscaped(svg))
                figcaption {
                    @for (n, line) in lines.iter().enumerate() {
                        span class={ "key-" (n + 1) } { (line.name) }
                    }
                }
            }
        }
    }
}

fn draw(
    text: &Text,
    months: &[Period],
    lines: &[Line],
) -> Result<String, DrawingAreaErrorKind<<SVGBackend<'static> as DrawingBackend>::ErrorType>> {
    let last = i64::try_from(months.len()).unwrap_or(i64::MAX) - 1;
    let most = lines.iter().flat_map(|line| &line.points).flatten().max();
    // At least one per cent, and a tenth of room above.
    let top = most.copied().unwrap_or(0).max(91) / 10 * 11;
    let month = |at: &i64| {
        let period = usize::try_from(*at).ok().and_then(|at| months.get(at));
        period.map_or_else(String::new, Period::to_string)
    };
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let mut chart = ChartBuilder::on(&area)
            .margin(10)
            .margin_right(30)
            .x_label_area_size(24)
            .y_label_area_size(64)
            .build_cartesian_2d(0..last, 0..top)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .max_light_lines(1)
            .light_line_style(TRANSPARENT)
            .x_labels(months.len().min(NAMED))
            .y_labels(4)
            .x_label_formatter(&month)
            .y_label_formatter(&|rate| text.percent(*rate))
            .label_style(("sans-serif", 13))
            .draw()?;
        for (line, colour) in lines.iter().zip(COLOURS) {
            let points = (0..).zip(&line.points).filter_map(|(at, rate)| Some((at, (*rate)?)));
            chart.draw_series(LineSeries::new(points.clone(), colour.stroke_width(3)))?;
            chart.draw_series(points.map(|point| Circle::new(point, 4, colour.filled())))?;
        }
        area.present()?;
    }
    Ok(svg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_holds_nothing_that_the_page_policy_forbids() {
        let months: Vec<Period> = ["2026-09", "2026-10", "2026-11"].map(|m| m.parse().unwrap()).into();
        let line = Line {
            name: "Delinquency <rate>".into(),
            points: vec![Some(0), None, Some(1_250)],
        };
        for text in Text::all() {
            let drawn = rates(&text, "A \"title\"", &months, std::slice::from_ref(&line)).into_string();
            assert!(drawn.contains("<svg") && drawn.contains("2026-11"), "{drawn}");
            for forbidden in ["style", "<script", "onload", "<?xml", "href"] {
                assert!(!drawn.contains(forbidden), "{forbidden}: {drawn}");
            }
            assert!(drawn.len() < 6_000, "{}", drawn.len());
        }
        assert_eq!(rates(&Text::default(), "", &months[..1], &[line]).into_string(), "");
    }
}
