//! The sheets and their columns.

/// What a column takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Words.
    Text,
    /// An id: a cell of the text format, so that leading zeros and long numbers stay.
    Id,
    /// A day.
    Date,
    /// An amount that is not below zero.
    Amount,
    /// A whole number above zero.
    Whole,
    /// Yes or no.
    YesNo,
    /// One of a list.
    OneOf(List),
}

/// A list of the hidden sheet, in the order of its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// `yes`, `no`.
    YesNo,
    /// Genders of the Partner API.
    Genders,
    /// The partner's activities.
    Activities,
    /// The partner's loan themes.
    Themes,
    /// The partner's locations.
    Locations,
    /// The languages of descriptions.
    Languages,
    /// The partner's currencies.
    Currencies,
    /// How interest is reckoned.
    InterestTypes,
}

impl List {
    pub(super) const ALL: [List; 8] = [
        List::YesNo,
        List::Genders,
        List::Activities,
        List::Themes,
        List::Locations,
        List::Languages,
        List::Currencies,
        List::InterestTypes,
    ];
}

/// A column.
#[derive(Debug)]
pub(super) struct Column {
    /// Its header, which the configuration names.
    pub(super) header: &'static str,
    /// The field of the configuration; none for the column of `when` and for keys.
    pub(super) field: Option<&'static str>,
    pub(super) takes: Takes,
    /// What stands in the example row.
    pub(super) example: &'static str,
    /// What it is: in English, Spanish, French.
    pub(super) help: [&'static str; 3],
}

/// A sheet.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: &'static str,
    /// The section that reads it.
    pub(super) section: &'static str,
    /// The column that joins its rows to loans.
    pub(super) key: Option<&'static str>,
    pub(super) columns: &'static [Column],
    /// What a row is: in English, Spanish, French.
    pub(super) help: [&'static str; 3],
}

/// The column that says which rows are meant.
pub(super) const SEND: &str = "Send";

const fn column(
    header: &'static str,
    field: &'static str,
    takes: Takes,
    example: &'static str,
    help: [&'static str; 3],
) -> Column {
    Column {
        header,
        field: Some(field),
        takes,
        example,
        help,
    }
}

const SEND_COLUMN: Column = Column {
    header: SEND,
    field: None,
    takes: Takes::YesNo,
    example: "no",
    help: [
        "yes: this row is complete and may go to Kiva. The example row says no.",
        "yes: la fila está completa y puede enviarse a Kiva. La fila de ejemplo dice no.",
        "yes : la ligne est complète et peut partir chez Kiva. La ligne d'exemple dit no.",
    ],
};

const LOAN_ID: Column = column(
    "Loan ID",
    "loan_id",
    Takes::Id,
    "EXAMPLE-1",
    [
        "Your own number of the loan, exactly as in your records.",
        "Su propio número del préstamo, tal como está en sus registros.",
        "Votre propre numéro du prêt, exactement comme dans vos registres.",
    ],
);

const CLIENT_ID: Column = column(
    "Client ID",
    "client_id",
    Takes::Id,
    "EXAMPLE-C1",
    [
        "Your own number of the client.",
        "Su propio número del cliente.",
        "Votre propre numéro du client.",
    ],
);

const GIVEN_NAME: Column = column(
    "Given name",
    "first_name",
    Takes::Text,
    "Amina",
    ["Of the borrower.", "Nombre del prestatario.", "Prénom de l'emprunteur."],
);

const FAMILY_NAME: Column = column(
    "Family name",
    "last_name",
    Takes::Text,
    "Otieno",
    [
        "Of the borrower. Lenders do not see it.",
        "Apellido del prestatario. Los prestamistas no lo ven.",
        "Nom de famille de l'emprunteur. Les prêteurs ne le voient pas.",
    ],
);

const GENDER: Column = column(
    "Gender",
    "gender",
    Takes::OneOf(List::Genders),
    "female",
    ["From the list.", "De la lista.", "De la liste."],
);

const AMOUNT: Column = column(
    "Amount",
    "amount",
    Takes::Amount,
    "25000",
    [
        "What was disbursed, in the loan's currency.",
        "Lo desembolsado, en la moneda del préstamo.",
        "Le montant décaissé, dans la monnaie du prêt.",
    ],
);

const LOANS: &[Column] = &[
    SEND_COLUMN,
    LOAN_ID,
    CLIENT_ID,
    column(
        "Group name",
        "group_name",
        Takes::Text,
        "",
        [
            "Only for group loans; the borrowers then stand in the sheet Members.",
            "Solo para préstamos grupales; los prestatarios van en la hoja Members.",
            "Seulement pour les prêts de groupe ; les emprunteurs sont dans la feuille Members.",
        ],
    ),
    GIVEN_NAME,
    FAMILY_NAME,
    GENDER,
    AMOUNT,
    column(
        "Currency",
        "currency",
        Takes::OneOf(List::Currencies),
        "",
        ["From the list.", "De la lista.", "De la liste."],
    ),
    column(
        "Activity",
        "activity",
        Takes::OneOf(List::Activities),
        "",
        [
            "From the list: the activities of your partner account.",
            "De la lista: las actividades de su cuenta de socio.",
            "De la liste : les activités de votre compte de partenaire.",
        ],
    ),
    column(
        "Loan theme",
        "theme",
        Takes::OneOf(List::Themes),
        "",
        ["From the list.", "De la lista.", "De la liste."],
    ),
    column(
        "Location",
        "location",
        Takes::OneOf(List::Locations),
        "",
        [
            "From the list. A new place is added in PA2 under Account.",
            "De la lista. Un lugar nuevo se agrega en PA2, en Account.",
            "De la liste. Un nouveau lieu s'ajoute dans PA2, sous Account.",
        ],
    ),
    column(
        "Language",
        "language",
        Takes::OneOf(List::Languages),
        "",
        [
            "The language of the description.",
            "El idioma de la descripción.",
            "La langue de la description.",
        ],
    ),
    column(
        "Loan use",
        "loan_use",
        Takes::Text,
        "to buy maize seed and fertiliser",
        [
            "What the loan is for, so that it goes on: \"This borrower will use this loan…\".",
            "Para qué es el préstamo; continúa la frase: \"El prestatario usará este préstamo…\".",
            "À quoi sert le prêt ; la suite de : « L'emprunteur utilisera ce prêt… ».",
        ],
    ),
    column(
        "Description",
        "description",
        Takes::Text,
        "Amina is a farmer of two acres near the lake.",
        [
            "The borrower's story, in the third person, without the family name.",
            "La historia del prestatario, en tercera persona, sin apellido.",
            "L'histoire de l'emprunteur, à la troisième personne, sans nom de famille.",
        ],
    ),
    column(
        "Disbursal date",
        "disburse_date",
        Takes::Date,
        "2026-01-31",
        [
            "Less than 30 days in the past, at most 90 days ahead.",
            "Menos de 30 días atrás, a lo sumo 90 días adelante.",
            "Moins de 30 jours dans le passé, au plus 90 jours à l'avance.",
        ],
    ),
    column(
        "Waiver signed",
        "waiver_signed",
        Takes::YesNo,
        "yes",
        [
            "Whether the signed client waiver is on file.",
            "Si la autorización firmada del cliente está archivada.",
            "Si l'autorisation signée du client est archivée.",
        ],
    ),
    column(
        "Photo",
        "photo",
        Takes::Text,
        "photos/EXAMPLE-1.jpg",
        [
            "The picture's file, counted from the folder of fieldlink.toml.",
            "El archivo de la foto, desde la carpeta de fieldlink.toml.",
            "Le fichier de la photo, depuis le dossier de fieldlink.toml.",
        ],
    ),
    column(
        "First repayment",
        "first_repayment_date",
        Takes::Date,
        "2026-03-31",
        [
            "The first due date. Leave it empty if the due dates stand in the sheet Schedules.",
            "La primera cuota. Vacío si las cuotas están en la hoja Schedules.",
            "La première échéance. Vide si les échéances sont dans la feuille Schedules.",
        ],
    ),
    column(
        "Installments",
        "installments",
        Takes::Whole,
        "8",
        ["How many due dates.", "Cuántas cuotas.", "Combien d'échéances."],
    ),
    column(
        "Interest type",
        "interest_type",
        Takes::OneOf(List::InterestTypes),
        "flat",
        [
            "Needed with First repayment: on the whole amount (flat) or on what is still owed (decliningBalance).",
            "Necesario con First repayment: sobre el monto total (flat) o sobre el saldo (decliningBalance).",
            "Nécessaire avec First repayment : sur le montant entier (flat) ou sur le restant dû (decliningBalance).",
        ],
    ),
    column(
        "Annual rate",
        "annual_rate",
        Takes::Amount,
        "18",
        [
            "Interest per year in percent.",
            "Interés anual en porcentaje.",
            "Intérêt annuel en pour cent.",
        ],
    ),
];

const MEMBERS: &[Column] = &[
    Column {
        header: "Group Loan ID",
        field: None,
        takes: Takes::Id,
        example: "EXAMPLE-2",
        help: [
            "The Loan ID of the group in the sheet Loans.",
            "El Loan ID del grupo en la hoja Loans.",
            "Le Loan ID du groupe dans la feuille Loans.",
        ],
    },
    LOAN_ID,
    CLIENT_ID,
    GIVEN_NAME,
    FAMILY_NAME,
    GENDER,
    AMOUNT,
    column(
        "Not in photo",
        "not_pictured",
        Takes::YesNo,
        "no",
        [
            "yes when the group's photo leaves this borrower out.",
            "yes si este prestatario no está en la foto del grupo.",
            "yes si cet emprunteur n'est pas sur la photo du groupe.",
        ],
    ),
];

const SCHEDULES: &[Column] = &[
    Column {
        header: "Loan ID",
        field: None,
        takes: Takes::Id,
        example: "EXAMPLE-2",
        help: LOAN_ID.help,
    },
    column(
        "Due date",
        "date",
        Takes::Date,
        "2026-03-31",
        ["The day.", "El día.", "Le jour."],
    ),
    column(
        "Principal due",
        "principal",
        Takes::Amount,
        "3125",
        [
            "Principal due that day. All together are the loan's amount.",
            "Capital que vence ese día. La suma es el monto del préstamo.",
            "Capital dû ce jour. La somme est le montant du prêt.",
        ],
    ),
    column(
        "Interest due",
        "interest",
        Takes::Amount,
        "375",
        [
            "Interest due that day.",
            "Interés que vence ese día.",
            "Intérêt dû ce jour.",
        ],
    ),
];

const REPAYMENTS: &[Column] = &[
    SEND_COLUMN,
    LOAN_ID,
    CLIENT_ID,
    column(
        "Amount reported",
        "amount",
        Takes::Amount,
        "480.50",
        [
            "What PA2 › Account › Profile says it means: usually the principal repaid since the disbursal. 0 when nothing was repaid.",
            "Lo que indica PA2 › Account › Profile: normalmente el capital pagado desde el desembolso. 0 si no se pagó nada.",
            "Ce que dit PA2 › Account › Profile : d'habitude le capital remboursé depuis le décaissement. 0 si rien n'a été remboursé.",
        ],
    ),
    column(
        "Outstanding",
        "outstanding",
        Takes::Amount,
        "24519.50",
        [
            "The outstanding principal, if you know it: it shows when the two columns were exchanged.",
            "El capital pendiente, si lo conoce: muestra si las columnas se confundieron.",
            "Le capital restant dû, si vous le connaissez : il révèle des colonnes échangées.",
        ],
    ),
];

const JOURNALS: &[Column] = &[
    SEND_COLUMN,
    column(
        "Journal number",
        "id",
        Takes::Id,
        "V-0001",
        [
            "A number of your own; each journal has another.",
            "Un número propio, distinto para cada nota.",
            "Un numéro à vous, différent pour chaque journal.",
        ],
    ),
    LOAN_ID,
    CLIENT_ID,
    column(
        "Subject",
        "subject",
        Takes::Text,
        "A visit to Amina",
        ["The headline.", "El título.", "Le titre."],
    ),
    column(
        "Text",
        "body",
        Takes::Text,
        "The maize stands well, and the first payments were made on time.",
        [
            "What lenders read.",
            "Lo que leen los prestamistas.",
            "Ce que lisent les prêteurs.",
        ],
    ),
];

/// The sheets, in their order.
pub(super) const SHEETS: &[Sheet] = &[
    Sheet {
        name: "Loans",
        section: "loan_drafts",
        key: None,
        columns: LOANS,
        help: [
            "One row for each loan to be posted.",
            "Una fila por cada préstamo que se publicará.",
            "Une ligne par prêt à publier.",
        ],
    },
    Sheet {
        name: "Members",
        section: "loan_drafts.members",
        key: Some("Group Loan ID"),
        columns: MEMBERS,
        help: [
            "One row for each borrower of a group loan.",
            "Una fila por cada prestatario de un préstamo grupal.",
            "Une ligne par emprunteur d'un prêt de groupe.",
        ],
    },
    Sheet {
        name: "Schedules",
        section: "loan_drafts.schedule",
        key: Some("Loan ID"),
        columns: SCHEDULES,
        help: [
            "One row for each due date, for loans whose due dates are not regular.",
            "Una fila por cuota, para préstamos con cuotas irregulares.",
            "Une ligne par échéance, pour les prêts aux échéances irrégulières.",
        ],
    },
    Sheet {
        name: "Repayments",
        section: "repayments",
        key: None,
        columns: REPAYMENTS,
        help: [
            "One row for each loan, each month.",
            "Una fila por préstamo, cada mes.",
            "Une ligne par prêt, chaque mois.",
        ],
    },
    Sheet {
        name: "Journals",
        section: "journals",
        key: None,
        columns: JOURNALS,
        help: [
            "One row for each journal.",
            "Una fila por cada nota.",
            "Une ligne par journal.",
        ],
    },
];
