//! The instructions, in three languages.

/// The instructions in one language.
pub(super) struct Guide {
    /// The sheet's name.
    pub(super) sheet: &'static str,
    pub(super) title: &'static str,
    /// What to do, step by step.
    pub(super) steps: &'static [&'static str],
    /// Above the list of columns: sheet, column, meaning.
    pub(super) heads: [&'static str; 3],
}

/// In the order of the languages in the columns' help.
pub(super) const GUIDES: [Guide; 3] = [
    Guide {
        sheet: "Read me",
        title: "How to fill this workbook",
        steps: &[
            "1. Write one row for each loan, repayment or journal, below the grey example row.",
            "2. Choose from the lists where a cell has one. Do not rename sheets or headers.",
            "3. Write \"yes\" under Send when a row is complete. Rows without it stay here.",
            "4. Save the workbook. `fieldlink plan` says what would be sent, and what is wrong with the rest; nothing is sent by it.",
            "5. `fieldlink send` sends it. What was sent before is not sent again, so you may go on in the same workbook.",
            "Ids are text: leading zeros and long numbers stay as you type them.",
        ],
        heads: ["Sheet", "Column", "Meaning"],
    },
    Guide {
        sheet: "Léame",
        title: "Cómo llenar este libro",
        steps: &[
            "1. Escriba una fila por cada préstamo, pago o nota, debajo de la fila gris de ejemplo.",
            "2. Elija de las listas donde la celda tenga una. No cambie los nombres de hojas ni de encabezados.",
            "3. Escriba \"yes\" en Send cuando la fila esté completa. Las demás filas se quedan aquí.",
            "4. Guarde el libro. `fieldlink plan` dice qué se enviaría y qué está mal en el resto; no envía nada.",
            "5. `fieldlink send` lo envía. Lo ya enviado no se envía otra vez: puede seguir en el mismo libro.",
            "Los números de identificación son texto: los ceros iniciales y los números largos se conservan.",
        ],
        heads: ["Hoja", "Columna", "Significado"],
    },
    Guide {
        sheet: "À lire",
        title: "Comment remplir ce classeur",
        steps: &[
            "1. Écrivez une ligne par prêt, remboursement ou journal, sous la ligne grise d'exemple.",
            "2. Choisissez dans les listes là où une cellule en a une. Ne renommez ni feuilles ni en-têtes.",
            "3. Écrivez « yes » sous Send quand une ligne est complète. Les autres lignes restent ici.",
            "4. Enregistrez le classeur. `fieldlink plan` dit ce qui serait envoyé et ce qui ne va pas dans le reste ; rien n'est envoyé.",
            "5. `fieldlink send` l'envoie. Ce qui est parti ne part pas deux fois : continuez dans le même classeur.",
            "Les identifiants sont du texte : les zéros de tête et les longs numéros restent tels quels.",
        ],
        heads: ["Feuille", "Colonne", "Sens"],
    },
];
