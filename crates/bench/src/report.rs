//! The printed table.

use std::time::Duration;

use crate::load::Outcome;

/// Rows of what, measured, limit, share.
pub struct Table(comfy_table::Table);

impl Table {
    /// With its head.
    pub fn new() -> Table {
        let mut table = comfy_table::Table::new();
        table.set_header(["figure", "what", "measured", "limit or aim", "share"]);
        Table(table)
    }

    /// A row as it is.
    pub fn row(&mut self, figure: &str, what: &str, measured: &str, limit: &str, share: &str) {
        eprintln!("{figure}: {measured} ({limit}) {share}");
        self.0.add_row([figure, what, measured, limit, share]);
    }

    /// A rate beside its limit, and the share in percent that is aimed at.
    pub fn share(&mut self, figure: &str, rate: f64, limit_name: &str, limit: f64, aim: u32) {
        let share = format!("{:.0} % (aim {aim} %)", rate / limit * 100.0);
        self.row(
            figure,
            "calls a second",
            &format!("{rate:.0}/s"),
            &format!("{limit:.0}/s {limit_name}"),
            &share,
        );
    }

    /// Latencies beside those of the bare stack with the same bytes.
    pub fn latency(&mut self, figure: &str, outcome: &Outcome, bare: &Outcome, aim: Duration) {
        let text = |o: &Outcome| {
            format!(
                "p50 {:.2} ms, p99 {:.2} ms",
                millis(o.quantile(50)),
                millis(o.quantile(99))
            )
        };
        let aim = format!("aim p99 {:.0} ms", millis(aim));
        self.row(
            figure,
            "20 loans",
            &text(outcome),
            &format!("{} bare", text(bare)),
            &aim,
        );
    }

    /// A figure beside what it should keep.
    pub fn aimed(&mut self, figure: &str, what: &str, measured: &str, aim: Duration) {
        self.row(figure, what, measured, &format!("aim {:.0} ms", millis(aim)), "");
    }

    /// Prints it.
    pub fn print(&self) {
        println!("{}", self.0);
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
