//! The words of headers in English, Spanish, French and Portuguese, and what they mean.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;

/// What words mean, each with the words that mean it, without case and accents. Some are written together with others in
/// names of columns, so all of them but the shortest are looked for inside of words too.
const MEANINGS: &[(&str, &[&str])] = &[
    (
        "number",
        &[
            "no",
            "nro",
            "num",
            "number",
            "numero",
            "nr",
            "nb",
            "n",
            "id",
            "ident",
            "identifier",
            "code",
            "codigo",
            "cod",
            "cve",
            "clave",
            "ref",
            "reference",
            "referencia",
            "folio",
            "matricule",
        ],
    ),
    (
        "loan",
        &[
            "loan",
            "loans",
            "credit",
            "credits",
            "credito",
            "creditos",
            "prestamo",
            "prestamos",
            "pret",
            "prets",
            "emprestimo",
            "contract",
            "contrato",
            "contrat",
            "operacion",
            "operation",
            "operacao",
            "dossier",
            "expediente",
            "facility",
            "account",
            "acct",
            "cuenta",
            "compte",
            "conta",
        ],
    ),
    (
        "client",
        &[
            "client",
            "clients",
            "cliente",
            "customer",
            "cust",
            "member",
            "socio",
            "socia",
            "borrower",
            "prestatario",
            "prestataria",
            "membre",
            "emprunteur",
            "emprunteuse",
            "adherent",
            "associado",
            "beneficiary",
            "beneficiario",
            "beneficiaria",
            "beneficiaire",
            "tomador",
            "mutuario",
        ],
    ),
    ("group", &["group", "grupo", "groupe", "groupement"]),
    (
        "first",
        &[
            "first", "given", "fore", "primer", "primero", "primera", "premier", "premiere", "primeiro", "primeira",
        ],
    ),
    ("last", &["last", "family", "sur", "famille", "familia"]),
    ("name", &["name", "names", "nombre", "nombres", "nome", "nomes"]),
    ("prename", &["prenom", "prenoms"]),
    (
        "surname",
        &[
            "surname",
            "surnames",
            "apellido",
            "apellidos",
            "sobrenome",
            "sobrenomes",
            "apelido",
        ],
    ),
    ("nom", &["nom", "noms"]),
    ("gender", &["gender", "sex", "sexo", "genero", "sexe", "genre"]),
    (
        "amount",
        &[
            "amount", "amt", "monto", "importe", "montant", "valor", "value", "montante", "quantia",
        ],
    ),
    ("principal", &["principal", "capital"]),
    (
        "disbursed",
        &[
            "disbursed",
            "disbursal",
            "disbursement",
            "disburse",
            "desembolsado",
            "desembolso",
            "desembolsada",
            "otorgado",
            "otorgamiento",
            "entregado",
            "entrega",
            "decaisse",
            "decaissement",
            "debloque",
            "deblocage",
            "liberado",
            "liberacao",
        ],
    ),
    (
        "wished",
        &[
            "approved",
            "approval",
            "aprobado",
            "aprobacion",
            "approuve",
            "accorde",
            "aprovado",
            "requested",
            "solicitado",
            "demande",
            "applied",
            "application",
            "sanctioned",
        ],
    ),
    (
        "repaid",
        &[
            "repaid",
            "paid",
            "pagado",
            "pagada",
            "amortizado",
            "cancelado",
            "rembourse",
            "remboursee",
            "recouvre",
            "pago",
            "reembolsado",
            "collected",
            "recovered",
        ],
    ),
    (
        "total",
        &["total", "cumulative", "accumulated", "acumulado", "cumule", "acumulada"],
    ),
    (
        "outstanding",
        &[
            "outstanding",
            "balance",
            "saldo",
            "pendiente",
            "restant",
            "solde",
            "encours",
            "devedor",
            "owed",
            "remaining",
            "adeudado",
        ],
    ),
    (
        "currency",
        &["currency", "ccy", "moneda", "divisa", "monnaie", "devise", "moeda"],
    ),
    (
        "activity",
        &[
            "activity",
            "actividad",
            "activite",
            "atividade",
            "business",
            "giro",
            "negocio",
            "sector",
            "secteur",
        ],
    ),
    ("kind", &["type", "tipo", "kind"]),
    ("economic", &["economica", "economique", "economic"]),
    ("theme", &["theme", "tema"]),
    (
        "place",
        &[
            "location",
            "town",
            "city",
            "village",
            "place",
            "ubicacion",
            "ciudad",
            "localidad",
            "localidade",
            "distrito",
            "pueblo",
            "lieu",
            "ville",
            "localite",
            "cidade",
            "municipio",
            "quartier",
        ],
    ),
    (
        "language",
        &["language", "lang", "idioma", "lengua", "langue", "lingua"],
    ),
    (
        "story",
        &[
            "description",
            "story",
            "narrative",
            "profile",
            "descripcion",
            "historia",
            "resena",
            "histoire",
            "recit",
            "descricao",
            "perfil",
        ],
    ),
    (
        "use",
        &[
            "use",
            "purpose",
            "destino",
            "uso",
            "objet",
            "utilisation",
            "finalidad",
            "finalidade",
            "objetivo",
            "usage",
            "proposito",
            "but",
        ],
    ),
    ("date", &["date", "fecha", "data", "day", "dia", "jour", "on"]),
    (
        "signed",
        &["signed", "firmada", "firmado", "signee", "signe", "assinada"],
    ),
    (
        "waiver",
        &[
            "waiver",
            "autorizacion",
            "consentimiento",
            "autorisation",
            "consentement",
            "autorizacao",
            "consent",
        ],
    ),
    (
        "repayment",
        &[
            "repayment",
            "pago",
            "due",
            "vencimiento",
            "remboursement",
            "vencimento",
            "payment",
        ],
    ),
    (
        "installment",
        &[
            "installment",
            "instalment",
            "cuota",
            "echeance",
            "parcela",
            "prestacao",
            "mensualidad",
        ],
    ),
    (
        "installments",
        &[
            "installments",
            "instalments",
            "cuotas",
            "echeances",
            "parcelas",
            "prestacoes",
            "mensualidades",
        ],
    ),
    (
        "interest",
        &["interest", "interes", "interet", "juros", "interets", "intereses"],
    ),
    ("rate", &["rate", "tasa", "taux", "taxa"]),
    ("annual", &["annual", "anual", "annuel", "yearly", "pa"]),
    (
        "photo",
        &[
            "photo",
            "foto",
            "fotografia",
            "image",
            "imagen",
            "picture",
            "imagem",
            "photograph",
        ],
    ),
    (
        "file",
        &[
            "file", "path", "archivo", "fichier", "arquivo", "ruta", "url", "filename",
        ],
    ),
    (
        "journal",
        &[
            "journal",
            "diario",
            "update",
            "actualizacion",
            "visit",
            "visita",
            "visite",
        ],
    ),
    (
        "subject",
        &[
            "subject", "headline", "title", "titulo", "asunto", "titre", "sujet", "assunto",
        ],
    ),
    (
        "body",
        &[
            "body",
            "text",
            "texto",
            "texte",
            "message",
            "mensaje",
            "content",
            "contenu",
            "contenido",
            "mensagem",
        ],
    ),
    // They say nothing.
    (
        "",
        &[
            "the", "of", "de", "del", "du", "des", "la", "el", "le", "les", "los", "las", "do", "da", "dos", "das",
            "d", "l", "s", "en", "in", "et", "y", "and", "e", "derived", "kiva", "a", "al", "to", "para", "pour",
            "for",
        ],
    ),
];

/// Each word with what it may mean.
static KNOWN: LazyLock<BTreeMap<&str, BTreeSet<&str>>> = LazyLock::new(|| {
    let mut known: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (meaning, words) in MEANINGS {
        for word in *words {
            known.entry(word).or_default().insert(meaning);
        }
    }
    known
});

/// What is written otherwise than by words. The sign of a degree stands for the o of "number" on many keyboards.
const SIGNS: [(&str, &str); 5] = [
    ("°", "º"),
    ("#", " no "),
    ("A/C", " account "),
    ("a/c", " account "),
    (" to date", " cumulative"),
];

/// Words that are no longer than this are not looked for inside of others.
const SHORT: usize = 1;
/// A word of this length that differs from a known one in a letter is taken for it.
const LONG: usize = 5;

/// What the name of a column says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Heard {
    /// What its words may mean, word by word; nothing for a word that is not known.
    pub(super) meanings: Vec<BTreeSet<&'static str>>,
    /// Whether a word is known only by being near to one.
    pub(super) is_near: bool,
}

/// What the name of a column says: `N° de prêt`, `loanNo`, `ACCOUNTNO`, `Código socio`.
pub(super) fn heard(name: &str) -> Heard {
    let mut heard = Heard::default();
    for word in words(name) {
        for meaning in meanings(&word, &mut heard.is_near) {
            if !meaning.contains("") {
                heard.meanings.push(meaning);
            }
        }
    }
    heard
}

/// A text without case, accents and signs: `sí` and `Si` are one.
pub(super) fn folded(text: &str) -> String {
    words(text).concat()
}

/// The words of a name without case and accents; a capital within a word begins another.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    let mut name = name.to_owned();
    for (sign, means) in SIGNS {
        name = name.replace(sign, means);
    }
    for letter in name.nfkd() {
        if letter.is_alphanumeric() {
            if letter.is_uppercase() && was_small {
                words.push(String::new());
            }
            was_small = letter.is_lowercase();
            if let Some(word) = words.last_mut() {
                word.extend(letter.to_lowercase());
            }
        } else if !unicode_normalization::char::is_combining_mark(letter) {
            was_small = false;
            words.push(String::new());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What a word means: by itself, as several words written together, or as one that is near to it.
fn meanings(word: &str, is_near: &mut bool) -> Vec<BTreeSet<&'static str>> {
    if let Some(meaning) = KNOWN.get(word) {
        return vec![meaning.clone()];
    }
    if let Some(parts) = parts(word) {
        return parts;
    }
    let near = (word.len() >= LONG)
        .then(|| {
            KNOWN
                .keys()
                .find(|known| known.len() >= LONG && strsim::osa_distance(known, word) == 1)
        })
        .flatten();
    if let Some(known) = near {
        *is_near = true;
        return vec![KNOWN[known].clone()];
    }
    vec![BTreeSet::new()]
}

/// The known words that a word is made of, the longest first; none when something is left.
fn parts(word: &str) -> Option<Vec<BTreeSet<&'static str>>> {
    if word.is_empty() {
        return Some(Vec::new());
    }
    let fitting = KNOWN
        .iter()
        .filter(|(known, _)| known.len() > SHORT && word.starts_with(**known));
    let mut fitting: Vec<_> = fitting.collect();
    fitting.sort_by_key(|(known, _)| std::cmp::Reverse(known.len()));
    fitting.into_iter().find_map(|(known, meaning)| {
        let mut rest = parts(&word[known.len()..])?;
        rest.insert(0, meaning.clone());
        Some(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_however_they_are_written() {
        let first = |name: &str| -> Vec<&str> {
            let heard = heard(name).meanings;
            heard
                .iter()
                .map(|meaning| meaning.iter().next().copied().unwrap_or("?"))
                .collect()
        };
        for (name, meanings) in [
            ("Nº de prêt", ["number", "loan"].as_slice()),
            ("N° préstamo", &["number", "loan"]),
            ("No. Crédito", &["number", "loan"]),
            ("Loan #", &["loan", "number"]),
            ("loanNo", &["loan", "number"]),
            ("ACCOUNTNO", &["loan", "number"]),
            ("Co\u{301}digo socio", &["number", "client"]),
            ("cod_cliente", &["number", "client"]),
            ("principal_repaid_derived", &["principal", "repaid"]),
            ("Xyz", &["?"]),
        ] {
            assert_eq!(first(name), meanings, "{name}");
        }
        assert!(heard("Ammount").is_near);
        assert_eq!(folded("SÍ"), "si");
    }
}
