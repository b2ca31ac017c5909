finding-repayment-loan-not-found = Aucun prêt de ce partenaire n’a ce Loan ID.
finding-repayment-id-unusable = { $kind ->
    [long] Un ID compte au plus { $most } caractères.
   *[nul] Cet ID contient le caractère U+0000, qu’aucun texte ne peut contenir.
}
finding-repayment-client-mismatch = { $kind ->
    [missing] Le Client ID manque : ce partenaire déclare avec Loan ID, Client ID et montant.
    [several] Plusieurs prêts ont ce Loan ID. Envoyez le Client ID pour dire lequel est visé.
   *[other] Le prêt avec ce Loan ID a un autre Client ID.
}
finding-repayment-not-repayable-status = Le prêt { $status ->
    [inactive] attend sa vérification
    [reviewed] est vérifié mais pas encore en ligne
    [issue] est bloqué par un problème
    [issue_revising] est bloqué par un problème
    [issue_approving] est bloqué par un problème
    [inactive_expired] a expiré avant sa mise en ligne
    [fundRaising] collecte encore des fonds
    [raised] est financé, mais pas encore en remboursement
    [expired] a expiré
    [ended] est entièrement remboursé
    [refunded] a été rendu aux prêteurs
    [deleted] a été retiré
   *[other] est dans l’état { $status }
}. Les remboursements sont acceptés pour les prêts en remboursement ou en défaut.
finding-repayment-duplicate-row = Les lignes { $row } et { $counts } concernent le même prêt. La ligne { $counts } compte.
finding-repayment-amount-invalid = { $kind ->
    [unreadable] « { $amount } » n’est pas un montant. Écrivez des chiffres avec un point décimal, sans séparateurs.
    [negative] Le montant est négatif.
   *[precise] Le montant a plus que les { $decimals } décimales de { $currency }.
}
finding-repayment-amount-exceeds-principal = { $mode ->
    [principal_outstanding] Le capital restant dû dépasse le capital du prêt, soit { $principal }.
    [amount_this_month] Avec les { $before } remboursés avant, le montant dépasse le capital du prêt, soit { $principal }.
   *[cumulative_principal_repaid] Le montant dépasse le capital du prêt, soit { $principal }.
}
finding-repayment-amount-decreased = { $kind ->
    [invoiced] Le capital remboursé est maintenant { $now }, moins que les { $before } facturés par des déclarations définitives.
   *[reported] Le capital remboursé est maintenant { $now }, moins que les { $before } déclarés plus tôt ce mois-ci.
}
finding-repayment-already-final = La déclaration de ce mois est définitive et le mois suivant n’a pas commencé. Rien ne peut y être ajouté.

error-report-final = La déclaration de { $month } est définitive. Rien ne peut la modifier.
error-report-order = Les déclarations deviennent définitives dans l’ordre. La prochaine est celle de { $month }.
error-report-none = Il n’y a pas de déclaration pour { $month }.
error-report-changed = Des lignes sont arrivées, ou quelqu’un d’autre a modifié la déclaration, depuis que vous avez ouvert la page. Rien n’a été rendu définitif ; regardez à nouveau les chiffres.
error-month-unreadable = Ce mois n’existe pas.
error-list-unknown = Cette liste n’existe pas.
error-upload-gone = L’envoi { $upload } est introuvable.
error-report-closing = La déclaration est en train de devenir définitive. Renvoyez les lignes dans une seconde.
error-file-none = Il n’y a pas de fichier dans le formulaire. Choisissez d’abord un fichier.
error-file-too-large = Le fichier dépasse les { $megabytes } Mo qu’un envoi peut avoir. Divisez-le en plusieurs fichiers : ils s’additionnent dans le mois.
error-file-empty = Le fichier n’a aucune ligne. Enregistrez à nouveau votre feuille en CSV et vérifiez que les lignes y sont.
error-file-pdf = C’est un PDF, pas un CSV. Exportez la liste de votre système en CSV, ou tapez les lignes dans un tableur et enregistrez-le en « CSV UTF-8 ».
error-file-workbook = C’est un classeur Excel, pas un CSV. Ouvrez-le, choisissez Enregistrer sous, type « CSV UTF-8 (délimité par des virgules) », puis envoyez ce fichier.
error-file-picture = C’est une image, pas un CSV. Exportez la liste de votre système en CSV et envoyez ce fichier.
error-file-archive = C’est un fichier compressé, pas un CSV. Décompressez-le et envoyez le CSV qu’il contient.
error-file-binary = Ce fichier ne contient pas de texte, ce n’est donc pas un CSV. Exportez la liste de votre système en CSV et envoyez ce fichier.
error-file-page = C’est une page web, pas un CSV. Votre système a peut-être répondu par sa page de connexion : exportez la liste à nouveau.
error-file-no-csv = La ligne { $line } ne peut pas être lue comme CSV. Ouvrez le fichier dans un tableur, enregistrez-le en « CSV UTF-8 » et envoyez-le à nouveau.
error-file-text = La ligne { $line } du fichier ne peut pas être conservée : { $field } { $kind ->
    [long] compte plus de { $most } caractères
   *[nul] contient le caractère U+0000
}.
error-file-columns = La ligne { $line } a { $found } colonnes. Le format d’envoi CSV de votre profil en a { $wanted ->
    [three] trois : Loan ID, Client ID, montant
   *[two] deux : Loan ID, montant
}.
error-file-journal-columns = La ligne { $line } a { $found } colonnes. Un fichier de suivis a { $wanted ->
    [three] Loan ID, Client ID, objet, texte
   *[two] Loan ID, objet, texte
} et, si vous le souhaitez, l’adresse d’une photo.

error-form-cut = Le formulaire n’est pas arrivé en entier. Envoyez-le à nouveau.
error-file-rows = Le fichier a plus de { $most } lignes. Divisez-le en plusieurs fichiers : ils s’additionnent dans le mois.
error-problem-gone = Ce problème est introuvable. Il a peut-être été corrigé depuis.
error-wire-zero = Le montant d’un virement est un nombre supérieur à zéro, par exemple 1500,00.
error-wire-early = Le jour du virement n’est pas encore arrivé.
error-wire-day = Indiquez le jour d’arrivée du virement.
finding-repayment-not-eligible-yet = Ce prêt peut être remboursé à partir du { $day } : votre organisation déclare un prêt { $months } mois après son décaissement.
