repayments-title = Remboursements
repayments-title-month = Remboursements : { $month }
repayments-months = Mois

repayments-reported-box = Prêts déclarés
repayments-reported-of = déclarés sur
repayments-expected = attendus
repayments-view-not-reported = { $count ->
    [0] Tous les prêts attendus sont déclarés
    [one] Voir { $shown } prêt non déclaré
   *[other] Voir { $shown } prêts non déclarés
}
repayments-reported-beside = { $count ->
    [one] { $shown } autre prêt a été déclaré : payé d’avance ou recouvré après un défaut.
   *[other] { $shown } autres prêts ont été déclarés : payés d’avance ou recouvrés après un défaut.
}
repayments-invoice-box = Remboursements à facturer
repayments-invoice-expected = { $amount } de remboursements devraient être facturés
repayments-invoiced-box = Remboursements facturés

repayments-state-open = Le mois est ouvert. Déclarez ce que vos prêts ont remboursé jusqu’à la fin du mois. Il devient définitif le { $day }, sauf si vous le rendez définitif avant.
repayments-state-preliminary = Le relevé provisoire est établi. Les déclarations peuvent encore être corrigées jusqu’à ce qu’il devienne définitif le { $day }.
repayments-state-final = Cette déclaration est définitive. Rien ne peut la modifier.
repayments-state-waiting = Les déclarations deviennent définitives dans l’ordre : un mois antérieur passe d’abord.
repayments-none-in-hand = Le dernier mois est définitif et le suivant n’a pas commencé ; rien ne peut donc être déclaré maintenant.
repayments-state-name-open = ouvert
repayments-state-name-preliminary = provisoire
repayments-state-name-final = définitif

repayments-categories = Comment les prêts ont été déclarés
repayments-category = Catégorie
repayments-loans = Prêts
repayments-category-on-time = Déclaré à temps
repayments-category-delinquent = En retard
repayments-category-prepaid = Payé d’avance
repayments-category-not-reported = Non déclaré
repayments-category-on-time-help = Conforme à l’échéancier.
repayments-category-delinquent-help = Moins que prévu à la fin du mois.
repayments-category-prepaid-help = Plus que prévu à la fin du mois.
repayments-category-not-reported-help = Facturé selon l’échéancier à moins d’être déclaré.

repayments-uploads = CSV de remboursements envoyés
repayments-uploads-all = { $count ->
    [one] Le seul envoi
   *[other] Les { $shown } envois
}
repayments-uploads-none = Rien n’a encore été envoyé pour ce mois.
repayments-upload = Envoi
repayments-upload-when = Jour
repayments-upload-source = Origine
repayments-upload-rows = Lignes
repayments-upload-accepted = Acceptées
repayments-upload-errors = Erreurs
repayments-upload-warnings = Avertissements
repayments-upload-on-time = À temps
repayments-upload-rows-link = Lignes
repayments-source-api = Partner API
repayments-source-csv = CSV
repayments-source-single = Saisie individuelle
repayments-taken = Envoi { $id } : { $accepted } lignes acceptées sur { $rows }, { $errors } avec erreur, { $warnings } avec avertissement.

repayments-add = Ajouter des déclarations
repayments-file = Fichier CSV
repayments-file-help = { $columns ->
    [three] Loan ID, Client ID, montant : un prêt par ligne. Une ligne d’en-tête est possible.
   *[two] Loan ID, montant : un prêt par ligne. Une ligne d’en-tête est possible.
}
repayments-amount-help = { $mode ->
    [principal_outstanding] Le montant est le capital restant dû, dans la monnaie du prêt.
    [amount_this_month] Le montant est le capital remboursé ce mois-ci, dans la monnaie du prêt.
   *[cumulative_principal_repaid] Le montant est le capital remboursé depuis le décaissement, dans la monnaie du prêt.
}
repayments-file-send = Envoyer
repayments-single = Un prêt
repayments-loan-id = Loan ID
repayments-client-id = Client ID
repayments-amount = Montant
repayments-single-send = Déclarer

repayments-problems = Erreurs et avertissements
repayments-problems-none = Aucune ligne n’attend de correction.
repayments-problems-count = { $errors } erreurs et { $warnings } avertissements sont à regarder. Envoyez une ligne correcte pour le prêt et son problème disparaît.
repayments-problems-all = Voir toutes les erreurs et tous les avertissements
repayments-problem-kind = Type
repayments-problem-row = Ligne
repayments-problem-what = Problème

repayments-list-expected = Prêts avec remboursements prévus
repayments-list-reported = Prêts déclarés
repayments-list-empty = Il n’y en a aucun.
repayments-list-count = { $count ->
    [one] { $shown } prêt
   *[other] { $shown } prêts
}
repayments-back = Revenir au mois
repayments-name = Nom
repayments-kiva-id = Kiva ID
repayments-before = Remboursé avant
repayments-scheduled = Prévu à la fin du mois
repayments-reported = Déclaré
repayments-owed = Dû à Kiva
repayments-pages = Pages
repayments-page = Page { $page } sur { $last }
repayments-previous = Précédente
repayments-next = Suivante

repayments-finalize = Rendre la déclaration définitive
repayments-finalize-help = { $count ->
    [0] Tous les prêts attendus sont déclarés. { $amount } seront facturés.
    [one] { $shown } prêt attendu n’est pas déclaré et sera facturé selon l’échéancier. { $amount } seront facturés au total.
   *[other] { $shown } prêts attendus ne sont pas déclarés et seront facturés selon l’échéancier. { $amount } seront facturés au total.
}
repayments-finalize-early = Le mois n’est pas terminé. Une fois sa déclaration définitive, rien ne peut être déclaré avant le début du mois suivant.
repayments-finalize-confirm = J’ai vérifié la déclaration ({ $month }) : { $amount } seront facturés. Une fois définitive, elle ne peut plus être révisée.
repayments-finalize-button = Rendre définitif
repayments-finalize-tick = Cochez la case pour indiquer que vous avez vérifié la déclaration.

repayments-statement-preliminary = Relevé provisoire : { $month }
repayments-statement-final = Relevé : { $month }
repayments-statement-link-preliminary = Voir le relevé provisoire
repayments-statement-link-final = Voir le relevé
repayments-statement-note = D’après la déclaration au { $day }. Il change à chaque envoi jusqu’à ce qu’il soit définitif.
repayments-statement-drawn-up = Définitif depuis le { $day }.
repayments-statement-net-box = Facturation nette
repayments-statement-raised = Total collecté
repayments-statement-repayments = Remboursements
repayments-statement-refunded = Prêts annulés et rendus aux prêteurs
repayments-statement-net = Solde net
repayments-statement-net-positive = Kiva garde les remboursements et vous paie la différence.
repayments-statement-net-negative = Vous payez la différence à Kiva.
repayments-statement-forward = Report du relevé précédent
repayments-statement-overdue = Dont échu
repayments-statement-total = Montant total dû
repayments-statement-total-to-you = Kiva vous paie
repayments-statement-due = À payer avant le
repayments-statement-currencies = Remboursements par monnaie
repayments-statement-currency = Monnaie
repayments-statement-local = Remboursement en monnaie locale
repayments-statement-rate = Taux à la facturation, pour 1 USD
repayments-statement-round-up = Kiva Round-Up
repayments-statement-usd = Remboursement en USD
repayments-statement-absorbed = Perte de change supportée par les prêteurs
repayments-statement-owed = Dû à Kiva
repayments-statement-exchange = Gain ou (perte) de change
repayments-statement-loans = Prêts de ce relevé

export-label = Enregistrer la liste en
filter-apply = Afficher
repayments-amount-comma = Écrivez-le avec un point ou une virgule décimale, sans séparateur de milliers.
repayments-row-mends = Ceci met une ligne correcte à la place d’une ligne avec un problème :
repayments-row-correct = Corriger une ligne
repayments-correct = Corriger
repayments-principal = Capital du prêt
repayments-problems-all-kinds = Erreurs et avertissements
repayments-problem-code = Code
repayments-statement-rate-posting = Taux à la publication, pour 1 USD
repayments-list = Liste
repayments-search = Chercher dans la liste
repayments-list-none-found = Rien n’a été trouvé ici.
repayments-search-on = Continuer la recherche
repayments-category-meaning = Ce que cela signifie
repayments-upload-errors-help = Lignes qui ne comptent pas tant qu’elles ne sont pas corrigées.
repayments-upload-warnings-help = Lignes à regarder.
repayments-finalize-begin = Vérifier les chiffres et rendre définitif
repayments-finalize-title = Rendre définitif : { $month }
repayments-expected-loans = Prêts attendus
repayments-invoice-as-scheduled = Si tous remboursaient selon l’échéancier
repayments-finalize-errors = { $count ->
    [one] { $shown } ligne a une erreur et ne compte pas.
   *[other] { $shown } lignes ont des erreurs et ne comptent pas.
}
repayments-statement-wires = Virements reçus ce mois-ci
repayments-statement-wires-sent = Viré à vous ce mois-ci
repayments-statement-standing = Situation de vos prêts
repayments-statement-outstanding = Montant restant dû
repayments-statement-past-due = Montant en retard
repayments-statement-delinquency = Taux de retard
repayments-statement-par1 = PAR1
repayments-statement-defaulted = Montant en défaut
repayments-statement-default-rate = Taux de défaut
repayments-statement-journaling = Taux de suivis
repayments-statement-no-rate = –
wires-title = Virements
wires-help = Argent viré entre vous et Kiva, tel que Kiva l’a saisi. Un relevé compte les virements de son mois.
wires-enter = Saisir un virement
wires-none = Aucun virement n’a encore été saisi.
wires-day = Jour d’arrivée
wires-way = Sens
wires-received = Du partenaire à Kiva
wires-sent = De Kiva au partenaire
wires-reference = Référence
wires-amount = Montant en USD
repayments-aside = Mis de côté
repayments-aside-count = { $count ->
    [one] { $shown } problème a été mis de côté.
   *[other] { $shown } problèmes ont été mis de côté.
}
repayments-aside-set = Mettre ce problème de côté
repayments-aside-means = Si aucune ligne correcte ne peut suivre, par exemple parce qu’aucun prêt n’a cet ID, dites pourquoi. La ligne est alors réglée et ne compte pas comme remboursement. Vous pouvez revenir en arrière tant que le mois n’est pas définitif.
repayments-aside-do = Mettre de côté
repayments-aside-undo = Annuler
repayments-why = Pourquoi
error-why-missing = Dites en quelques mots pourquoi.
error-problem-aside = Quelqu’un d’autre a mis ce problème de côté, ou l’a rétabli, à cet instant.
wires-strike = Rayer
wires-strike-do = Rayer ce virement
wires-struck = Rayé le { $day } :
error-wire-struck = Ce virement était déjà rayé.

# Loans Eligible to be Repaid.
eligible-title = Prêts pouvant être remboursés
eligible-explained = { $months ->
    [one] Votre organisation rembourse un prêt aux prêteurs à partir d’un mois après son décaissement.
   *[other] Votre organisation rembourse un prêt aux prêteurs à partir de { $months } mois après son décaissement.
} Ces prêts sont en remboursement et peuvent être remboursés d’ici la fin de { $month }, les plus anciens décaissements d’abord.
eligible-not-yours = Votre organisation rembourse chaque prêt selon son échéancier dès le premier jour : il n’y a pas de liste à part. Là où une telle règle existe, Kiva fixe combien de mois passent depuis le décaissement.
eligible-which = Prêts
eligible-all = Tous ceux qui peuvent être remboursés
eligible-new = Nouveaux en { $month }
eligible-disbursed = Décaissé le
eligible-from = Remboursable à partir du
eligible-count = { $count ->
    [0] Aucun prêt ne peut encore être remboursé ici.
    [one] { $shown } prêt
   *[other] { $shown } prêts
}
eligible-count-more = { $count ->
   *[other] { $shown } prêts ou plus
}
