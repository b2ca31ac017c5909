//! The workbook of `fieldlink template`, filled by LibreOffice as a person would, and planned.

use std::sync::Arc;

use fieldlink_contract::{Activity, Locale, Location, Theme};
use fieldlink_link::Config;
use fieldlink_link::mapping::lookup::Offers;
use fieldlink_link::progress::Progress;
use fieldlink_link::run::{self, Job, Options};
use fieldlink_link::template;

use crate::office::Office;
use crate::support::{Partner, Standing, rules};

/// Fills cells as a list says, and tells what the validation of others is. Each line: sheet, column, row, kind, text.
const FILL: &str = r#"
Sub Fill(sFile As String, sList As String, sAnswerFile As String)
    Dim oDocument As Object, oCell As Object, sLine As String, aParts, sAnswer As String
    Dim aHidden(0) As New com.sun.star.beans.PropertyValue
    Dim aKind(0) As New com.sun.star.beans.PropertyValue
    On Error Goto Failed
    aHidden(0).Name = "Hidden"
    aHidden(0).Value = True
    oDocument = StarDesktop.loadComponentFromURL(ConvertToURL(sFile), "_blank", 0, aHidden())
    Open sList For Input As #1
    Do While Not Eof(1)
        Line Input #1, sLine
        aParts = Split(sLine, "|")
        oCell = oDocument.Sheets.getByName(aParts(0)).getCellByPosition(CLng(aParts(1)), CLng(aParts(2)))
        Select Case aParts(3)
            Case "text": oCell.String = aParts(4)
            Case "number": oCell.Value = Val(aParts(4))
            Case "date": oCell.Value = DateSerial(Val(Left(aParts(4), 4)), Val(Mid(aParts(4), 6, 2)), Val(Mid(aParts(4), 9, 2)))
            Case "look": sAnswer = sAnswer & oCell.Validation.Type & " " & oCell.Validation.getFormula1() & " " & oCell.Validation.ErrorAlertStyle & Chr(10)
        End Select
    Loop
    Close #1
    aKind(0).Name = "FilterName"
    aKind(0).Value = "Calc MS Excel 2007 XML"
    oDocument.storeToURL(ConvertToURL(sFile), aKind())
    oDocument.close(True)
    Goto Told
Failed:
    sAnswer = "Failed: " & Error$
    Resume Told
Told:
    Open sAnswerFile For Output As #2
    Print #2, sAnswer
    Close #2
    StarDesktop.terminate()
End Sub
"#;

/// What the small Partner API of the tests offers, with many more activities so that a drop-down's own text cannot hold them.
fn offers() -> Offers {
    let mut activities: Vec<Activity> = (0..150)
        .map(|n| Activity {
            activity_id: 100 + n,
            activity: format!("Activity number {n}, \"quoted\" & long"),
        })
        .collect();
    activities.push(Activity {
        activity_id: 31,
        activity: "Farming".into(),
    });
    Offers {
        activities,
        themes: vec![Theme {
            theme_type_id: 48,
            theme_type: "General".into(),
        }],
        locales: vec![Locale {
            currency: "KES".into(),
            language_code: "EN".into(),
            language_id: 1,
            language_name: "English".into(),
        }],
        locations: vec![Location {
            country: "Kenya".into(),
            location: "Nairobi".into(),
            full_name: "Nairobi: Kenya".into(),
        }],
    }
}

/// The columns of a sheet by header, in the order of the workbook.
fn row(sheet: &str, headers: &[&str], row: u32, cells: &[(&str, &str, &str)]) -> String {
    cells
        .iter()
        .map(|(header, kind, text)| {
            let column = headers
                .iter()
                .position(|one| one == header)
                .unwrap_or_else(|| panic!("{header}"));
            format!("{sheet}|{column}|{row}|{kind}|{text}\n")
        })
        .collect()
}

const LOANS: [&str; 22] = [
    "Send",
    "Loan ID",
    "Client ID",
    "Group name",
    "Given name",
    "Family name",
    "Gender",
    "Amount",
    "Currency",
    "Activity",
    "Loan theme",
    "Location",
    "Language",
    "Loan use",
    "Description",
    "Disbursal date",
    "Waiver signed",
    "Photo",
    "First repayment",
    "Installments",
    "Interest type",
    "Annual rate",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_filled_workbook_is_planned_whole() {
    let partner = Partner::new().await;
    let folder = partner.folder.path();
    let book = folder.join("kiva.xlsx");
    template::write(&book, &offers()).unwrap();

    let shared = [
        ("Send", "text", "yes"),
        ("Currency", "text", "KES"),
        ("Activity", "text", "Farming"),
        ("Loan theme", "text", "General"),
        ("Location", "text", "Nairobi: Kenya"),
        ("Language", "text", "English"),
        ("Loan use", "text", "buy seeds"),
        ("Description", "text", "She farms two acres near the lake."),
        ("Disbursal date", "date", "2026-03-05"),
        ("Waiver signed", "text", "yes"),
        ("Photo", "text", "photo.jpg"),
    ];
    let alone = [
        ("Loan ID", "text", "00017"),
        ("Client ID", "text", "12345678901234567890"),
        ("Given name", "text", "Amina"),
        ("Family name", "text", "Otieno"),
        ("Gender", "text", "female"),
        ("Amount", "number", "25000.5"),
        ("First repayment", "date", "2026-05-01"),
        ("Installments", "number", "8"),
        ("Interest type", "text", "flat"),
        ("Annual rate", "number", "18"),
    ];
    let group = [
        ("Loan ID", "text", "G1"),
        ("Client ID", "text", "CG1"),
        ("Group name", "text", "Umoja"),
    ];
    let members = [
        "Group Loan ID",
        "Loan ID",
        "Client ID",
        "Given name",
        "Family name",
        "Gender",
        "Amount",
        "Not in photo",
    ];
    let mut list = row("Loans", &LOANS, 2, &[&shared[..], &alone[..]].concat());
    list += &row("Loans", &LOANS, 3, &[&shared[..], &group[..]].concat());
    // A row that nobody has said yes to stays where it is.
    list += &row("Loans", &LOANS, 4, &[("Loan ID", "text", "UNFINISHED")]);
    for (at, id) in [(2, "G1-1"), (3, "G1-2")] {
        let cells = [
            ("Group Loan ID", "text", "G1"),
            ("Loan ID", "text", id),
            ("Client ID", "text", id),
            ("Given name", "text", "Mary"),
            ("Family name", "text", "Achieng"),
            ("Gender", "text", "female"),
            ("Amount", "number", "1000"),
            ("Not in photo", "text", "no"),
        ];
        list += &row("Members", &members, at, &cells);
    }
    let due = ["Loan ID", "Due date", "Principal due", "Interest due"];
    for (at, day) in [(2, "2026-05-01"), (3, "2026-06-01")] {
        let cells = [
            ("Loan ID", "text", "G1"),
            ("Due date", "date", day),
            ("Principal due", "number", "1000"),
            ("Interest due", "number", "10"),
        ];
        list += &row("Schedules", &due, at, &cells);
    }
    let repaid = ["Send", "Loan ID", "Client ID", "Amount reported", "Outstanding"];
    for (at, id, amount) in [(2, "P1", "250"), (3, "P2", "1000.25")] {
        let cells = [
            ("Send", "text", "yes"),
            ("Loan ID", "text", id),
            ("Amount reported", "number", amount),
        ];
        list += &row("Repayments", &repaid, at, &cells);
    }
    let news = ["Send", "Journal number", "Loan ID", "Client ID", "Subject", "Text"];
    let cells = [
        ("Send", "text", "yes"),
        ("Journal number", "text", "0001"),
        ("Loan ID", "text", "P1"),
        ("Subject", "text", "A visit"),
        ("Text", "text", "The shop has grown."),
    ];
    list += &row("Journals", &news, 2, &cells);
    // Is the drop-down there, as LibreOffice understands it?
    for header in ["Activity", "Gender", "Disbursal date", "Amount", "Send"] {
        list += &row("Loans", &LOANS, 9, &[(header, "look", "")]);
    }
    std::fs::write(folder.join("cells.txt"), list).unwrap();

    let office = Office::with_macros(FILL).await;
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let told = office
        .call("Fill", &[&path("kiva.xlsx"), &path("cells.txt"), &path("answer.txt")])
        .await;
    let looked: Vec<&str> = told.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(looked.len(), 5, "{told}");
    assert!(
        looked[0].contains("LIST") || looked[0].contains("$C$2:$C$152"),
        "{told}"
    );
    assert!(
        looked[0].contains("$C$2:$C$152"),
        "151 activities stand on the hidden sheet: {told}"
    );
    assert!(
        looked[1].contains("$B$2:$B$4") && looked[4].contains("$A$2:$A$3"),
        "{told}"
    );

    let head = format!(
        "[partner]\nid = 1\nrates = {{ KES = \"129.5\" }}\n[profile.test]\ntoken_url = \"{url}/oauth/token\"\napi_base = \"{url}\"\n\
         client_id = \"c\"\nclient_secret_file = \"secret\"\n",
        url = partner.server.url
    );
    let text = format!("{head}{}", template::section(std::path::Path::new("kiva.xlsx")));
    let config = Config::parse(&folder.join("fieldlink.toml"), &text).unwrap();
    let options = Options::default();
    let job = Job {
        config: &config,
        options: &options,
        clock: Arc::new(Standing(partner.clock.clone())),
        watch: &|_: Progress| {},
    };
    let plan = run::plan(&job).await.unwrap();
    let counts = |kind: Option<&fieldlink_link::run::KindPlan>| {
        let kind = kind.unwrap();
        assert_eq!(rules(kind), Vec::<&str>::new(), "{:?}", kind.held);
        (kind.records, kind.new)
    };
    assert_eq!(counts(plan.loan_drafts.as_ref()), (2, 2));
    assert_eq!(counts(plan.repayments.as_ref()), (2, 2));
    assert_eq!(counts(plan.journals.as_ref()), (1, 1));
    let sent = run::send(&job).await.unwrap();
    assert!(sent.loan_drafts.is_some());
    partner.server.taken(|taken| {
        let alone = taken
            .drafts
            .iter()
            .find(|draft| draft["entreps"][0]["loan_id"] == "00017")
            .unwrap();
        assert_eq!(alone["entreps"][0]["client_id"], "12345678901234567890");
        assert_eq!(alone["entreps"][0]["amount"].to_string(), "25000.5");
        assert_eq!(alone["disburse_time"], "2026-03-05");
        let group = taken
            .drafts
            .iter()
            .find(|draft| draft["internal_loan_id"] == "G1")
            .unwrap();
        assert_eq!(group["entreps"].as_array().unwrap().len(), 2);
        assert_eq!(group["schedule"].as_array().unwrap().len(), 2);
        assert!(taken.drafts.iter().all(|draft| !draft.to_string().contains("EXAMPLE")));
    });
}

/// The instructions stand there in three languages, and the lists are hidden.
#[test]
fn the_workbook_has_its_sheets() {
    use calamine::{Reader as _, SheetVisible};
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kiva.xlsx");
    template::write(&file, &offers()).unwrap();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&file).unwrap();
    assert_eq!(
        book.sheet_names(),
        [
            "Read me",
            "Léame",
            "À lire",
            "Loans",
            "Members",
            "Schedules",
            "Repayments",
            "Journals",
            "Lists"
        ]
    );
    let hidden: Vec<&str> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible != SheetVisible::Visible)
        .map(|sheet| sheet.name.as_str())
        .collect();
    assert_eq!(hidden, ["Lists"]);
    let loans = book.worksheet_range("Loans").unwrap();
    let headers: Vec<String> = loans.rows().next().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(headers, LOANS);
    let spanish = book.worksheet_range("Léame").unwrap();
    assert!(
        spanish
            .rows()
            .flatten()
            .any(|cell| cell.to_string().contains("Elija de las listas"))
    );
}

/// A partner without any location still gets a workbook; what it cannot choose it may write.
#[test]
fn an_empty_list_is_no_drop_down() {
    let folder = tempfile::tempdir().unwrap();
    template::write(&folder.path().join("kiva.xlsx"), &Offers::default()).unwrap();
}
