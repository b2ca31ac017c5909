use super::*;
use crate::record::Origin;

fn sample(columns: &[&str], rows: &[&[&str]]) -> Sample {
    let record = |row: usize, values: &[&str]| {
        let origin = Origin {
            source: "s".into(),
            table: "t".into(),
            row: u64::try_from(row).unwrap(),
        };
        let fields = columns.iter().zip(values);
        Record::new(
            origin,
            fields
                .map(|(name, value)| ((*name).to_owned(), Some((*value).to_owned())))
                .collect(),
        )
    };
    Sample {
        name: "t".into(),
        columns: columns.iter().map(|name| (*name).to_owned()).collect(),
        rows: rows
            .iter()
            .enumerate()
            .map(|(row, values)| record(row + 2, values))
            .collect(),
    }
}

fn guess<'p>(proposals: &'p [Proposal], section: Section, field: &str) -> Option<&'p Guess> {
    let proposal = proposals.iter().find(|proposal| proposal.section == section)?;
    proposal.fields.iter().find(|(name, _)| *name == field)?.1.as_ref()
}

#[test]
fn spanish_and_french_names_are_known_and_their_values_looked_at() {
    let table = sample(
        &[
            "N° de préstamo",
            "Cód. cliente",
            "Nombres",
            "Apellidos",
            "Sexo",
            "Monto desembolsado",
            "Fecha de desembolso",
            "Destino del crédito",
        ],
        &[
            &[
                "00017",
                "C1",
                "María",
                "Quispe",
                "Mujer",
                "1.250,50",
                "31/01/2026",
                "comprar semillas",
            ],
            &[
                "00018",
                "C2",
                "José",
                "Mamani",
                "Hombre",
                "800,00",
                "02/02/2026",
                "pagar",
            ],
        ],
    );
    let proposals = propose(&[table]);
    let of = |field: &str| guess(&proposals, Section::LoanDrafts, field).unwrap_or_else(|| panic!("{field}"));
    assert_eq!(of("loan_id").column, "N° de préstamo");
    assert_eq!(of("first_name").column, "Nombres");
    assert_eq!(of("amount").more, ["format = \"1.234,56\""]);
    assert_eq!(of("disburse_date").more, ["format = \"%d/%m/%Y\""]);
    assert_eq!(
        of("gender").more,
        ["values = { \"Hombre\" = \"male\", \"Mujer\" = \"female\" }"]
    );
    assert_eq!(of("loan_use").column, "Destino del crédito");
    let french = sample(
        &["Numéro de prêt", "Capital remboursé", "Capital restant dû"],
        &[&["1", "250", "0"]],
    );
    let proposals = propose(&[french]);
    assert_eq!(
        guess(&proposals, Section::Repayments, "amount").unwrap().column,
        "Capital remboursé"
    );
    assert_eq!(
        guess(&proposals, Section::Repayments, "outstanding").unwrap().column,
        "Capital restant dû"
    );
}

#[test]
fn what_is_only_likely_is_not_sure() {
    let table = sample(
        &[
            "Loan ID",
            "Amount",
            "Customer first name (as on ID)",
            "Approval date",
            "Disbursal date",
        ],
        &[&["1", "5", "Amina", "x", "03/04/2026"]],
    );
    let proposals = propose(&[table]);
    let name = guess(&proposals, Section::LoanDrafts, "first_name").unwrap();
    assert!(!name.sure);
    let day = guess(&proposals, Section::LoanDrafts, "disburse_date").unwrap();
    assert!(
        day.sure && day.check.as_ref().unwrap().contains("month comes first"),
        "{day:?}"
    );
    assert_eq!(guess(&proposals, Section::LoanDrafts, "photo"), None);
}

#[test]
fn a_table_fits_when_it_surely_has_what_is_needed() {
    let fits = |columns: &[&str]| {
        propose(&[sample(columns, &[])])
            .iter()
            .map(|proposal| proposal.section.name())
            .collect::<Vec<_>>()
    };
    assert_eq!(fits(&["Account No", "Principal repaid", "Outstanding"]), ["repayments"]);
    assert!(fits(&["Loan ID", "something"]).is_empty());
    assert_eq!(
        fits(&["Titular", "Monto desembolsado", "Fecha desembolso"]),
        ["loan_drafts"]
    );
    assert_eq!(fits(&["Loan ID", "Headline", "Text", "Visit"]), ["journals"]);
}

/// A header of an office with what each section's fields are in it: `field=column`, behind a `?` when it is not certain.
type Office<'a> = (&'a [&'a str], Section, &'a str);

/// Twenty headers in four languages, as offices write them.
const OFFICES: [Office<'static>; 20] = [
    (
        &[
            "Loan ID",
            "Client ID",
            "First Name",
            "Last Name",
            "Gender",
            "Loan Amount",
            "Disbursement Date",
            "Loan Purpose",
        ],
        Section::LoanDrafts,
        "loan_id=Loan ID client_id=Client ID first_name=First Name last_name=Last Name gender=Gender amount=Loan Amount \
         loan_use=Loan Purpose disburse_date=Disbursement Date",
    ),
    (
        &[
            "loan_account_no",
            "customer_no",
            "given_names",
            "surname",
            "sex",
            "amount_disbursed",
            "disbursed_on",
            "story",
        ],
        Section::LoanDrafts,
        "loan_id=loan_account_no client_id=customer_no first_name=given_names last_name=surname gender=sex \
         amount=amount_disbursed description=story disburse_date=disbursed_on",
    ),
    (
        &[
            "AccountNo",
            "MemberNo",
            "Names",
            "PrincipalDisbursed",
            "DateDisbursed",
            "Business",
            "Village",
        ],
        Section::LoanDrafts,
        "loan_id=AccountNo client_id=MemberNo ?first_name=Names amount=PrincipalDisbursed activity=Business \
         location=Village disburse_date=DateDisbursed",
    ),
    (
        &[
            "A/C No.",
            "Borrower Name",
            "Approved Amount",
            "Loan Date",
            "Purpose of Loan",
        ],
        Section::LoanDrafts,
        "loan_id=A/C No. ?first_name=Borrower Name ?amount=Approved Amount loan_use=Purpose of Loan \
         ?disburse_date=Loan Date",
    ),
    (
        &[
            "Loan Number",
            "Principal Paid to date",
            "Principal Balance",
            "Interest Paid",
        ],
        Section::Repayments,
        "loan_id=Loan Number amount=Principal Paid to date outstanding=Principal Balance",
    ),
    (
        &["Loan ID", "Total Paid", "Balance"],
        Section::Repayments,
        "loan_id=Loan ID ?amount=Total Paid ?outstanding=Balance",
    ),
    (
        &["Loan No", "Visit No", "Headline", "Update text"],
        Section::Journals,
        "id=Visit No loan_id=Loan No subject=Headline body=Update text",
    ),
    (
        &[
            "No. Crédito",
            "Código socio",
            "Nombres",
            "Apellidos",
            "Sexo",
            "Monto desembolsado",
            "Fecha desembolso",
            "Actividad",
        ],
        Section::LoanDrafts,
        "loan_id=No. Crédito client_id=Código socio first_name=Nombres last_name=Apellidos gender=Sexo \
         amount=Monto desembolsado activity=Actividad disburse_date=Fecha desembolso",
    ),
    (
        &[
            "Nro. de operación",
            "Cód. Cliente",
            "Nombre completo",
            "Monto solicitado",
            "Fecha de solicitud",
            "Destino",
        ],
        Section::LoanDrafts,
        "loan_id=Nro. de operación client_id=Cód. Cliente ?amount=Monto solicitado \
         loan_use=Destino",
    ),
    (
        &[
            "N° préstamo",
            "Importe",
            "Nombre",
            "Primer apellido",
            "Segundo apellido",
            "F. Nacimiento",
            "Género",
        ],
        Section::LoanDrafts,
        "loan_id=N° préstamo amount=Importe first_name=Nombre ?last_name=Primer apellido gender=Género",
    ),
    (
        &["Operacion", "Capital pagado acumulado", "Saldo capital", "Cuota"],
        Section::Repayments,
        "?loan_id=Operacion amount=Capital pagado acumulado outstanding=Saldo capital",
    ),
    (
        &["CODIGO CREDITO", "SALDO", "PAGADO"],
        Section::Repayments,
        "loan_id=CODIGO CREDITO ?amount=PAGADO ?outstanding=SALDO",
    ),
    (
        &["Nº crédito", "Título", "Mensaje"],
        Section::Journals,
        "loan_id=Nº crédito subject=Título body=Mensaje",
    ),
    (
        &[
            "Nº de prêt",
            "N° client",
            "Prénom",
            "Nom",
            "Sexe",
            "Montant décaissé",
            "Date de décaissement",
            "Objet du prêt",
        ],
        Section::LoanDrafts,
        "loan_id=Nº de prêt client_id=N° client first_name=Prénom last_name=Nom gender=Sexe amount=Montant décaissé \
         loan_use=Objet du prêt disburse_date=Date de décaissement",
    ),
    (
        &[
            "Numéro dossier",
            "Matricule adhérent",
            "Nom et prénoms",
            "Montant accordé",
            "Date déblocage",
            "Activité",
        ],
        Section::LoanDrafts,
        "loan_id=Numéro dossier client_id=Matricule adhérent ?first_name=Nom et prénoms ?amount=Montant accordé activity=Activité \
         disburse_date=Date déblocage",
    ),
    (
        &["Code prêt", "Capital remboursé", "Capital restant dû", "Intérêts payés"],
        Section::Repayments,
        "loan_id=Code prêt amount=Capital remboursé outstanding=Capital restant dû",
    ),
    (
        &["Compte", "Encours", "Montant remboursé"],
        Section::Repayments,
        "?loan_id=Compte ?amount=Montant remboursé ?outstanding=Encours",
    ),
    (
        &["Numéro de compte", "Titre", "Texte"],
        Section::Journals,
        "loan_id=Numéro de compte subject=Titre body=Texte",
    ),
    (
        &[
            "Número do empréstimo",
            "Código do cliente",
            "Nome",
            "Sobrenome",
            "Sexo",
            "Valor do empréstimo",
            "Data de liberação",
        ],
        Section::LoanDrafts,
        "loan_id=Número do empréstimo client_id=Código do cliente first_name=Nome last_name=Sobrenome gender=Sexo \
         amount=Valor do empréstimo disburse_date=Data de liberação",
    ),
    (
        &["Nº contrato", "Capital pago", "Saldo devedor"],
        Section::Repayments,
        "loan_id=Nº contrato amount=Capital pago ?outstanding=Saldo devedor",
    ),
];

#[test]
fn headers_of_offices_in_four_languages_are_understood_or_left_open() {
    let mut wrong = Vec::new();
    for (columns, section, expected) in OFFICES {
        let proposals = propose(&[sample(columns, &[])]);
        let found = proposals.iter().find(|proposal| proposal.section == section);
        let found: Vec<String> = found.map_or_else(Vec::new, |proposal| {
            let fields = proposal.fields.iter();
            let said = |(field, guess): &(&'static str, Option<Guess>)| {
                let guess = guess.as_ref()?;
                let doubt = if guess.is_certain(field) { "" } else { "?" };
                Some(format!("{doubt}{field}={}", guess.column))
            };
            fields.filter_map(said).collect()
        });
        let found = found.join(" ");
        let sorted = |text: &str| {
            let mut fields: Vec<&str> = Vec::new();
            let mut rest = text;
            while let Some(at) = rest.rfind('=') {
                let begin = rest[..at].rfind(' ').map_or(0, |blank| blank + 1);
                fields.push(rest[begin..].trim_end());
                rest = &rest[..begin];
            }
            fields.sort_unstable();
            fields.iter().map(|field| (*field).to_owned()).collect::<Vec<_>>()
        };
        if sorted(&found) != sorted(expected) {
            wrong.push(format!(
                "{columns:?}\n  expected {:?}\n  found    {:?}",
                sorted(expected),
                sorted(&found)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_no_field_uses_is_named_when_its_name_is_sure() {
    let left = sample(&["Cod. Cliente", "Saldo capital", "Saldo", "Cuota"], &[]);
    let found: Vec<_> = certain(Section::Repayments, &left).collect();
    let named = |field, column: &str| (field, column.to_owned());
    assert_eq!(
        found,
        [
            named("client_id", "Cod. Cliente"),
            named("outstanding", "Saldo capital")
        ]
    );
}
