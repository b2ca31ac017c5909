# Raisons du plan, par le nom de leur règle. Ce qui manque ici se dit en anglais.
reason-ambiguous-location = plusieurs localités portent ce nom : écrivez « { $one } » ou « { $other } »
reason-missing-in-source = Kiva a le prêt { $loan } (ID Kiva { $kiva_id }) comme { $status }, et vos dossiers ne le mentionnent pas ; ce qui n'est pas déclaré est facturé selon l'échéancier
reason-loan-not-found = Kiva n'a aucun prêt avec ce Loan ID en remboursement ou en défaut ; si la source contient aussi d'autres prêts, mettez `ignore_other_loans = true` ; un titre, un total ou une ligne de page n'est pas une donnée
reason-loan-id-repeated = ce Loan ID figure sur { $count } lignes ; personne ne peut savoir laquelle vaut
reason-journal-repeated = ce suivi figure sur { $count } lignes ; si ce sont des suivis différents, mettez `columns.id`
reason-amount-decreased = le montant est plus petit que la dernière fois{ $last ->
    [none] {""}
   *[other] , { $last }
 } ; s'il est juste, mettez le Loan ID dans `repayments.checked`
reason-amount-exceeds-principal = le montant dépasse le capital du prêt
reason-amount-is-outstanding = le montant est égal aux { $outstanding } restant dus après le dernier rapport, et devrait être le capital remboursé jusqu'ici ; s'il est juste, mettez le Loan ID dans `repayments.checked`
reason-amount-invalid = ce n'est pas un montant comme 1250.50 ; mettez `format = "1,234.56"` (ou "1.234,56") pour dire comment les montants sont écrits
reason-amount-missing = le montant est vide ; un prêt sans remboursement a le montant 0
reason-number-invalid = ce n'est pas un nombre entier
reason-date-invalid = ce n'est pas une date comme attendu ({ $format }) ; mettez `format` pour des dates écrites autrement
reason-date-missing = la date manque
reason-gender-invalid = ce n'est ni female, ni male, ni unknown ; dites ce que cela signifie avec `values = {"{"} … = "female" {"}"}`
reason-flag-invalid = ni oui ni non ; dites ce que cela signifie avec `values = {"{"} … = "yes" {"}"}`
reason-id-missing = il manque le { $what }
reason-key-missing = le Loan ID qui relie cette ligne manque
reason-client-mismatch = le prêt de ce Loan ID a un autre Client ID
reason-members-missing = c'est un prêt de groupe, mais aucun emprunteur ne nomme son Loan ID ; mettez [loan_drafts.members], ou `group_by` si chaque ligne est un emprunteur
reason-photo-missing = la photo manque
reason-too-large = pas envoyé : à elle seule elle pèse { $size } Ko, et le serveur, ou un proxy placé devant, n'accepte pas de requête de cette taille ; une photo plus petite ou un texte plus court peut aider, ou que celui qui le gère relève la limite
reason-photo-unusable = la photo ne peut pas servir
reason-photo-path = {"{"}{ $name }{"}"} ne peut pas faire partie du chemin de la photo
reason-loan-unreadable = Kiva montre ce prêt avec un prix ou une monnaie illisibles
reason-changed-after-sending = il a été envoyé{ $reference ->
    [none] {""}
   *[other] {" "}sous { $reference }
 } et a changé depuis ; corrigez-le dans PA2 ou mettez `resend_changed = true` pour l'envoyer encore
reason-answer-lost = la réponse s'est perdue ; regardez dans PA2 et dites-le avec `fieldlink resolve`
reason-interrupted = le lien a été interrompu pendant cet envoi ; regardez dans PA2 et dites-le avec `fieldlink resolve`
reason-value-unreadable = la valeur ne se lit pas : { $why }
reason-held-by-person = { $by } le retient : { $why } ; `fieldlink ledger hold ROW --release` le relâche
reason-group-rows-disagree = c'est le même pour tout le groupe, et la ligne { $row } dit autre chose ; mettez-les d'accord
reason-not-repayable-status = ce prêt n'est chez Kiva ni en remboursement ni en défaut
reason-duplicate-row = ce prêt est sur plusieurs lignes du même envoi ; la dernière compte
reason-not-eligible-yet = votre organisation déclare un prêt quelques mois après son décaissement, et ils ne sont pas passés
reason-already-final = le rapport de ce mois est définitif : rien ne peut y être ajouté
reason-nothing-to-send = il n'y a rien à envoyer
fault-bytes = ce n'est pas du texte ; à convertir dans la requête (les photos se lisent par [loan_drafts.photos])
fault-no-date = une date qui n'est dans aucun calendrier
fault-money = un `money` trop grand pour être lu exactement ; à convertir dans la requête : CAST(… AS decimal(19, 4))
fault-formula = elle montre une erreur ; corrigez la formule, ou la cellule qu'elle regarde
fault-no-value = une formule se trouve ici dont le résultat n'est pas enregistré ; ouvrez le classeur dans Excel ou LibreOffice, laissez-le calculer et enregistrez-le
fault-digits = un nombre de plus de 15 chiffres, dont un classeur ne garde que 15 ; donnez à la colonne le format texte et saisissez-le de nouveau
fault-not-number = ce n'est pas un nombre
fault-short = la ligne s'arrête avant cette colonne
reason-amount-ambiguous = cela peut être { $thousands } ou { $decimals } : le signe devant trois chiffres sépare-t-il les milliers ou les décimales ? `format = "{ $between }"` lit { $thousands }, `format = "{ $before }"` lit { $decimals }
reason-amount-currency = le montant est écrit en { $written }, et le prêt est en { $theirs }
reason-date-ambiguous = cela peut être { $one } (le jour d'abord) ou { $other } (le mois d'abord) ; mettez `format`, comme "%d/%m/%Y" ou "%m/%d/%Y"
reason-date-short-year = l'année a deux chiffres, et `format` en dit quatre ; `format = "{ $format }"` lit 69 à 99 comme 19xx et 00 à 68 comme 20xx
reason-id-destroyed = un tableur a arrondi cet identifiant en un nombre comme 2.5E+11 et ses derniers chiffres sont perdus ; mettez la colonne au format texte et exportez-la à nouveau
reason-id-is-date = le classeur a fait une date de cet identifiant ; mettez la colonne au format texte et saisissez l'identifiant à nouveau
reason-id-with-unseen-signs = cet identifiant contient des signes que personne ne voit ({ $signs }) ; enlevez-les à la source, ou mettez `trim = "ends"` pour la colonne
reason-loan-id-nearly = Kiva n'a pas ce Loan ID, mais « { $kivas } » : ils ne diffèrent que par des signes que personne ne voit{ $signs ->
    [none] {""}
   *[other] {" "}({ $signs })
 }, des espaces ou des zéros ; corrigez-le dans la source, ou mettez `trim = "ends"` pour la colonne
reason-row-unreadable = la ligne ne se lit pas : { $why }
reason-text-encoded-twice = les lettres ont été encodées deux fois : là où une lettre devrait être, il y a Ã ou Â et un autre signe ; exportez à nouveau en UTF-8, sans l'ouvrir entre-temps dans un autre programme
reason-text-with-zero-byte = il contient un octet nul, qui n'est pas une lettre ; l'export l'a abîmé
reason-text-is-bytes = ce sont des octets écrits en chiffres hexadécimaux, et non du texte ; choisissez une autre colonne, ou convertissez-les dans la requête
fault-narrow = sa colonne était trop étroite pour le montrer à l'export ; élargissez-la et exportez à nouveau
fault-float = un FLOAT dont le serveur ne montre que six chiffres ; convertissez-le dans la requête : CAST(… AS DECIMAL(18, 2))
fault-quotes = un guillemet se trouve dans un champ entre guillemets : il doit y être doublé ("") ; avec une barre oblique inverse devant lui, l'export suit un usage qui n'est pas lu
fault-open-quote = un guillemet est ouvert dans cette ligne et n'est pas fermé, et personne ne peut dire où elle finit ; fermez-le, ou doublez-le s'il fait partie du texte
fault-backslash = la ligne finit par une barre oblique inverse : l'export coupe ainsi les lignes, et le reste se trouve à la ligne suivante ; exportez avec des guillemets
fault-short-row = la ligne a moins de champs que l'en-tête de colonnes, et personne ne peut dire lesquels manquent ; un titre, une ligne de page ou un total n'est pas un enregistrement
fault-long-row = la ligne a plus de champs que l'en-tête de colonnes : un champ qui contient le séparateur doit être entre guillemets
fault-header-again = cette ligne répète l'en-tête, comme sur une nouvelle page ; ce n'est pas un enregistrement
fault-other-table = au-dessus de cette ligne, ou dans celle-ci, se trouvent les en-têtes d'un autre tableau ; mettez chaque tableau dans son propre fichier
reason-unknown-near = le partenaire n'a pas de { $what } de ce nom ; vouliez-vous dire « { $near } » ?
reason-unknown = le partenaire n'a pas de { $what } de ce nom ; { $known ->
    [none] il n'en a aucun
   *[other] il a { $known }
 }
reason-amount-is-outstanding-told = le montant est égal aux { $outstanding } que la source donne comme restant dus, et devrait être le capital remboursé jusqu'ici ; s'il est juste, mettez le Loan ID dans `repayments.checked`
reason-amount-unlike = ce n'est pas un montant écrit comme { $format }
reason-amounts-too-large = les montants de ce jour sont trop grands pour être additionnés
reason-rate-invalid = ce n'est pas un taux en pour cent comme 24 ou 24.5%
reason-members-missing-there = c'est un prêt de groupe, mais aucun emprunteur ne nomme son Loan ID dans la colonne clé de [loan_drafts.members]
reason-photo-path-needs = le chemin de la photo demande {"{"}{ $name }{"}"}, qui est vide
reason-photo-query-needs = la requête de la photo demande :{ $name }, qui est vide
reason-amount-currency-of-draft = le montant est écrit en { $written }, et le brouillon est en { $theirs }
sort-activity = activité
sort-theme = initiative spéciale
sort-language = langue
sort-location = localité
sort-currency = devise
