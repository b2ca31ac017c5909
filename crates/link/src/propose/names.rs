//! Names that MISs and field officers use for the fields, in English, Spanish and French.

/// Names of a field, the likeliest first, as [`folded`] writes them.
type Names = &'static [&'static str];

const LOAN_ID: Names = &[
    "loanid",
    "loanno",
    "loannumber",
    "loancode",
    "accountno",
    "accountnumber",
    "loanaccount",
    "loanaccountno",
    "loanaccountnumber",
    "contractno",
    "contractnumber",
    "ndeprestamo",
    "nprestamo",
    "noprestamo",
    "numeroprestamo",
    "numerodeprestamo",
    "codigoprestamo",
    "idprestamo",
    "ncredito",
    "nrocredito",
    "nodecredito",
    "numerocredito",
    "numerodecredito",
    "codigocredito",
    "idcredito",
    "numeropret",
    "numerodepret",
    "numerodupret",
    "npret",
    "nopret",
    "codepret",
    "idpret",
    "numerocredit",
    "numerodossier",
    "nodossier",
    "ndossier",
];

const CLIENT_ID: Names = &[
    "clientid",
    "clientno",
    "clientnumber",
    "clientcode",
    "customerid",
    "customerno",
    "customernumber",
    "memberid",
    "memberno",
    "borrowerid",
    "codcliente",
    "codigocliente",
    "codigodecliente",
    "numerocliente",
    "idcliente",
    "ncliente",
    "codigosocio",
    "numeroclient",
    "codeclient",
    "nclient",
    "noclient",
    "idclient",
    "numeromembre",
];

const LOAN_DRAFTS: &[(&str, Names)] = &[
    ("loan_id", LOAN_ID),
    ("client_id", CLIENT_ID),
    (
        "first_name",
        &[
            "firstname",
            "givenname",
            "givennames",
            "forename",
            "first",
            "given",
            "nombre",
            "nombres",
            "primernombre",
            "prenom",
            "prenoms",
        ],
    ),
    (
        "last_name",
        &[
            "lastname",
            "familyname",
            "surname",
            "last",
            "family",
            "apellido",
            "apellidos",
            "nomdefamille",
            "nom",
        ],
    ),
    ("gender", &["gender", "sex", "sexo", "genero", "sexe", "genre"]),
    (
        "amount",
        &[
            "loanamount",
            "principal",
            "principaldisbursed",
            "disbursedamount",
            "amountdisbursed",
            "principalamount",
            "amount",
            "montodesembolsado",
            "montodelprestamo",
            "montoprestamo",
            "montodelcredito",
            "montocredito",
            "montoaprobado",
            "importe",
            "monto",
            "montantdupret",
            "montantpret",
            "montantdecaisse",
            "montantducredit",
            "montant",
        ],
    ),
    (
        "group_name",
        &[
            "groupname",
            "group",
            "nombredelgrupo",
            "nombregrupo",
            "grupo",
            "nomdugroupe",
            "groupe",
        ],
    ),
    (
        "currency",
        &[
            "currency",
            "currencycode",
            "ccy",
            "moneda",
            "divisa",
            "monnaie",
            "devise",
        ],
    ),
    (
        "activity",
        &[
            "activity",
            "activityname",
            "business",
            "businesstype",
            "kivaactivity",
            "actividad",
            "actividadeconomica",
            "giro",
            "activite",
            "activiteeconomique",
        ],
    ),
    ("theme", &["theme", "loantheme", "themetype", "tema", "themedepret"]),
    (
        "location",
        &[
            "location",
            "town",
            "city",
            "village",
            "place",
            "ubicacion",
            "ciudad",
            "localidad",
            "distrito",
            "pueblo",
            "lieu",
            "ville",
            "localite",
        ],
    ),
    ("language", &["language", "lang", "idioma", "lengua", "langue"]),
    (
        "description",
        &[
            "description",
            "story",
            "narrative",
            "profile",
            "borrowerstory",
            "descripcion",
            "historia",
            "resena",
            "histoire",
            "recit",
        ],
    ),
    (
        "loan_use",
        &[
            "loanuse",
            "use",
            "purpose",
            "loanpurpose",
            "destinodelcredito",
            "destinocredito",
            "destinodelprestamo",
            "destino",
            "usodelprestamo",
            "usodelcredito",
            "objetdupret",
            "objetducredit",
            "objet",
            "utilisation",
        ],
    ),
    (
        "disburse_date",
        &[
            "disbursedate",
            "disbursaldate",
            "disbursementdate",
            "disbursedon",
            "disbursedondate",
            "datedisbursed",
            "fechadedesembolso",
            "fechadesembolso",
            "datededecaissement",
            "datedecaissement",
            "datedeblocage",
        ],
    ),
    (
        "waiver_signed",
        &[
            "waiversigned",
            "waiver",
            "clientwaiver",
            "clientwaiversigned",
            "autorizacionfirmada",
            "autorizacion",
            "autorisationsignee",
            "autorisation",
        ],
    ),
    (
        "first_repayment_date",
        &[
            "firstrepaymentdate",
            "firstrepayment",
            "firstduedate",
            "firstdue",
            "fechaprimeracuota",
            "primeracuota",
            "premiereecheance",
            "datepremiereecheance",
        ],
    ),
    (
        "installments",
        &[
            "installments",
            "numberofinstallments",
            "ninstallments",
            "numerodecuotas",
            "cuotas",
            "nombredecheances",
            "nombreecheances",
            "echeances",
        ],
    ),
    (
        "interest_type",
        &["interesttype", "interestratetype", "tipodeinteres", "typedinteret"],
    ),
    (
        "annual_rate",
        &["annualrate", "annualinterestrate", "tasaanual", "tauxannuel"],
    ),
    (
        "photo",
        &[
            "photo",
            "photopath",
            "photofile",
            "image",
            "picture",
            "foto",
            "fotografia",
            "imagen",
        ],
    ),
];

const REPAYMENTS: &[(&str, Names)] = &[
    ("loan_id", LOAN_ID),
    ("client_id", CLIENT_ID),
    (
        "amount",
        &[
            "principalrepaid",
            "principalpaid",
            "principalrepaidderived",
            "totalprincipalrepaid",
            "repaid",
            "cumulativeprincipalrepaid",
            "amountrepaid",
            "amountreported",
            "paid",
            "capitalpagado",
            "capitalamortizado",
            "capitalcancelado",
            "capitalrembourse",
            "principalrembourse",
        ],
    ),
    (
        "outstanding",
        &[
            "principaloutstanding",
            "outstandingprincipal",
            "outstanding",
            "principaloutstandingderived",
            "balance",
            "outstandingbalance",
            "saldocapital",
            "saldodecapital",
            "capitalpendiente",
            "saldo",
            "capitalrestantdu",
            "capitalrestant",
            "encours",
            "solde",
        ],
    ),
];

const JOURNALS: &[(&str, Names)] = &[
    (
        "id",
        &[
            "journalid",
            "visitid",
            "visit",
            "journalno",
            "journalnumber",
            "visitno",
            "visita",
            "idvisita",
            "visite",
        ],
    ),
    ("loan_id", LOAN_ID),
    ("client_id", CLIENT_ID),
    (
        "subject",
        &["subject", "headline", "title", "titulo", "asunto", "titre", "sujet"],
    ),
    (
        "body",
        &[
            "body",
            "text",
            "journal",
            "update",
            "message",
            "content",
            "texto",
            "actualizacion",
            "mensaje",
            "texte",
            "contenu",
        ],
    ),
];

/// A section of fieldlink.toml that columns can be proposed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// `[loan_drafts]`.
    LoanDrafts,
    /// `[repayments]`.
    Repayments,
    /// `[journals]`.
    Journals,
}

impl Section {
    /// All of them.
    pub const ALL: [Section; 3] = [Section::LoanDrafts, Section::Repayments, Section::Journals];

    /// As it is written in the file.
    pub const fn name(self) -> &'static str {
        match self {
            Section::LoanDrafts => "loan_drafts",
            Section::Repayments => "repayments",
            Section::Journals => "journals",
        }
    }

    pub(super) const fn fields(self) -> &'static [(&'static str, Names)] {
        match self {
            Section::LoanDrafts => LOAN_DRAFTS,
            Section::Repayments => REPAYMENTS,
            Section::Journals => JOURNALS,
        }
    }

    /// The fields without which the section makes no sense.
    pub const fn needed(self) -> &'static [&'static str] {
        match self {
            Section::LoanDrafts | Section::Repayments => &["loan_id", "amount"],
            Section::Journals => &["loan_id", "subject", "body"],
        }
    }
}

/// A name without case, blanks, marks and accents.
pub(super) fn folded(name: &str) -> String {
    name.chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            'á' | 'à' | 'â' | 'ä' | 'ã' => Some('a'),
            'é' | 'è' | 'ê' | 'ë' => Some('e'),
            'í' | 'ì' | 'î' | 'ï' => Some('i'),
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' => Some('o'),
            'ú' | 'ù' | 'û' | 'ü' => Some('u'),
            'ñ' => Some('n'),
            'ç' => Some('c'),
            // The sign of "N°" counts as alphanumeric in some fonts' spelling.
            'º' | 'ª' => None,
            c => c.is_alphanumeric().then_some(c),
        })
        .collect()
}
