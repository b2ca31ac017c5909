drafts-title = Nouveaux prêts
drafts-new = Nouveau prêt
drafts-list = Brouillons
drafts-link = { $count ->
    [one] { $count } brouillon
   *[other] { $count } brouillons
}
drafts-count = { $count ->
    [0] Aucun brouillon ne correspond.
    [one] 1 brouillon
   *[other] { $count } brouillons
}
drafts-stage = Afficher
drafts-stage-open = À publier
drafts-stage-published = Publiés
drafts-stage-deleted = Supprimés
drafts-maker = Fait par
drafts-maker-any = Tout le monde
drafts-maker-api = API
drafts-maker-people = Personne
drafts-filter = Afficher
drafts-name = Emprunteur ou groupe
drafts-unnamed = Brouillon { $id }
drafts-made = Fait le
drafts-missing = Ce qui manque
drafts-ready = Prêt à publier
drafts-errors = { $count ->
    [one] { $count } erreur
   *[other] { $count } erreurs
}
drafts-became = Prêt { $id }
drafts-pages = Pages
drafts-next = Suivante

drafts-step = Étape { $number } : { $name }
drafts-step-description = Description
drafts-step-terms = Conditions du prêt
drafts-step-photo = Photo
drafts-step-review = Vérification
drafts-save-next = Enregistrer et continuer
drafts-save-more-borrowers = Enregistrer et ajouter des emprunteurs
drafts-save-more-rows = Enregistrer et ajouter des remboursements
drafts-not-saved = Rien n'a été enregistré.
drafts-choose = --
drafts-not-yours = { $value } (n'est pas des vôtres)

drafts-loan-type = Type de prêt
drafts-individual = Prêt individuel
drafts-group = Prêt de groupe
drafts-waiver = Autorisation du client
drafts-waiver-text = Oui, mon organisation conserve une autorisation signée du client pour ce prêt, de cet emprunteur ou de ce groupe.
drafts-borrowers = Emprunteurs
drafts-borrower = Emprunteur
drafts-client-id = Client ID
drafts-loan-id = Loan ID
drafts-first-name = Prénom de l'emprunteur
drafts-last-name = Nom de famille de l'emprunteur
drafts-gender = Genre
drafts-gender-female = Féminin
drafts-gender-male = Masculin
drafts-gender-unknown = Inconnu
drafts-group-only = Pour les prêts de groupe seulement
drafts-group-name = Nom du groupe
drafts-group-client-id = Client ID du groupe
drafts-group-loan-id = Loan ID du groupe
drafts-location = Lieu
drafts-sector = Secteur principal
drafts-no-sector = Autre
drafts-activity = Activité principale
drafts-language = Langue de la description
drafts-loanuse = Utilisation du prêt - Cet emprunteur utilisera ce prêt : (par exemple, « pour acheter... »)
drafts-loanuse-short = Utilisation du prêt
drafts-description = Description de l'emprunteur et de l'utilisation du prêt

drafts-themes = Initiatives spéciales
drafts-theme = Initiative spéciale
drafts-theme-chart = { $theme } : { $used } utilisés, { $pending } en attente, { $limit } de limite de crédit + remboursements attendus.
drafts-theme-advice = Les prêts en attente sont les prêts inactifs, signalés et vérifiés. Cessez de publier des prêts à la ligne rouge, sinon certains de vos prêts pourraient expirer.
drafts-disbursal = Décaissement du prêt
drafts-disburse-time = Date de décaissement
drafts-currency = Devise
drafts-amount = Montant du prêt
drafts-total = Montant total du prêt
drafts-price = Prix sur Kiva
drafts-schedule = Échéancier
drafts-due-on = Échéance
drafts-principal = Capital
drafts-interest = Intérêt
drafts-parameters = Ou faites calculer l'échéancier, si aucun remboursement n'est saisi ci-dessus
drafts-first-repayment = Premier remboursement le
drafts-installments = Nombre de remboursements
drafts-every = Un tous les
drafts-unit = Unité
drafts-terms-days = Jours
drafts-terms-weeks = Semaines
drafts-terms-months = Mois
drafts-terms-years = Années
drafts-rate-type = Type d'intérêt
drafts-terms-decliningBalance = Dégressif
drafts-terms-flat = Fixe
drafts-annual-rate = Intérêt annuel, en pour cent

drafts-photo = Photo
drafts-photo-choose = Choisissez une photo
drafts-photo-help = JPEG, PNG, WebP, GIF, BMP ou TIFF, jusqu'à 12 Mo. Les données de lieu et d'appareil sont retirées. Les photos HEIC d'un iPhone : enregistrez-les d'abord en JPEG.
drafts-photo-alt = L'emprunteur ou le groupe
drafts-not-pictured = Absent de la photo
drafts-absent = { $count ->
    [0] Tout le monde est sur la photo.
    [one] { $count } membre n'est pas sur la photo.
   *[other] { $count } membres ne sont pas sur la photo.
}

drafts-yes = Oui
drafts-no = Non
drafts-edit = Modifier
drafts-is-ready = Ce brouillon n'a pas d'erreur et peut être publié.
drafts-must-clear = { $count ->
    [one] { $count } erreur doit être corrigée avant de publier ce brouillon.
   *[other] { $count } erreurs doivent être corrigées avant de publier ce brouillon.
}
drafts-is-published = Ce brouillon a été publié.
drafts-is-deleted = Ce brouillon a été supprimé.
drafts-publish = Publier
drafts-publish-means = Le brouillon devient un prêt. Kiva le vérifie puis le montre aux prêteurs. Ici, cela ne peut pas être annulé.
drafts-publish-sure = Oui, publier ce prêt
drafts-delete = Supprimer
drafts-delete-sure = Oui, supprimer ce brouillon

drafts-first = Première page
drafts-count-so-far = { $count ->
    [0] Aucun parmi les brouillons vus jusqu'ici. Passez à la page suivante.
    [one] { $count } brouillon sur cette page ; il peut y en avoir d'autres.
   *[other] { $count } brouillons sur cette page ; il peut y en avoir d'autres.
}
drafts-count-here = { $count ->
    [0] Aucun brouillon ne correspond.
    [one] { $count } brouillon sur cette page.
   *[other] { $count } brouillons sur cette page.
}
drafts-standing = Avancement
drafts-standing-any = Tous
drafts-standing-ready = Prêts, rien à signaler
drafts-standing-warned = Prêts, avec avertissements
drafts-standing-blocked = Avec erreurs
drafts-standing-description = Erreurs dans Description
drafts-standing-terms = Erreurs dans Conditions du prêt
drafts-standing-photo = Erreurs dans Photo
drafts-query = Nom, Loan ID ou Client ID
drafts-made-by-api = API : { $name }
drafts-warnings = { $count ->
    [one] { $count } avertissement
   *[other] { $count } avertissements
}
drafts-choice = Choisir
drafts-choose-one = Choisir { $name }
drafts-publish-chosen = Publier les brouillons choisis
drafts-none-chosen = Aucun brouillon n'a été choisi.
drafts-back = Retour aux brouillons
drafts-publish-many = { $count ->
    [one] { $count } brouillon est choisi. Il n'est publié que s'il n'a alors ni erreur ni avertissement.
   *[other] { $count } brouillons sont choisis. Chacun n'est publié que s'il n'a alors ni erreur ni avertissement.
}
drafts-publish-many-sure = { $count ->
    [one] Oui, le publier
   *[other] Oui, publier ces { $count } brouillons
}
drafts-published-many = Publiés : { $published } sur { $of }.
drafts-outcome = Résultat
drafts-not-published = Non publié.
drafts-cannot-be-published = Ce brouillon ne peut pas encore être publié.
drafts-too-many = On peut publier au plus { $most } brouillons à la fois.
drafts-changed = Quelqu'un d'autre a enregistré ce brouillon pendant que vous écriviez. Rien de votre texte n'est perdu, et rien n'en est encore enregistré.
drafts-changed-by = Enregistré par { $who } le { $day }.
drafts-changed-help = Ce que vous avez écrit est toujours dans le formulaire ci-dessous. Comparez-le avec ce qui est enregistré maintenant, corrigez au besoin et enregistrez à nouveau.
drafts-changed-fields = Ce qui diffère
drafts-changed-field = Champ
drafts-changed-theirs = Enregistré maintenant
drafts-changed-yours = Écrit par vous
drafts-sector-follows = Il découle de l'activité.
drafts-limits = Quelles sont vos limites ?
drafts-limits-none = Kiva n'a fixé aucune limite pour votre organisation.
drafts-limit-of = Limite
drafts-limit-credit = Limite de crédit
drafts-limit-limit = Montant
drafts-limit-expected = Remboursements attendus ce mois-ci
drafts-limit-used = Utilisé
drafts-limit-pending = Prêts en attente
drafts-limit-left = Restant
drafts-limit-group = Un prêt de groupe peut atteindre { $most } au plus.
drafts-photo-not-base64 = La photo envoyée n'a pas pu être lue : ce n'est pas du base64 valable.
drafts-photo-unknown = La photo n'a pas pu être lue : ce doit être une image JPEG, PNG, WebP, GIF, BMP ou TIFF.
drafts-photo-heic = La photo n'a pas pu être lue : c'est une image HEIC. Enregistrez-la en JPEG et réessayez.
drafts-photo-too-large = La photo est trop grande : au plus 12 000 pixels de côté et 40 millions en tout. Réduisez-la et réessayez.
drafts-photo-damaged = La photo n'a pas pu être lue : le fichier est abîmé. Choisissez-la à nouveau ou prenez-en une autre.
drafts-photo-upload-too-large = Le fichier dépasse 12 Mo. Réduisez la photo et choisissez-la à nouveau. Tout le reste de ce brouillon est conservé.
drafts-photo-upload-cut = L'envoi s'est interrompu avant la fin. Choisissez la photo à nouveau. Tout le reste de ce brouillon est conservé.
drafts-photo-sent = Envoyé : { $percent } %
drafts-photo-waiting = La ligne est coupée. L'envoi reprend seul dès son retour.
drafts-photo-stopped = La ligne est coupée depuis longtemps. Appuyez sur le bouton pour reprendre ; ce qui est envoyé est gardé un jour.
drafts-photo-upload-gone = Ce qui avait été envoyé de cette photo n'est plus là. Choisissez-la à nouveau.
drafts-relisting-tells = La publication envoie un suivi aux prêteurs du prêt précédent, { $loan }, qui compte dans le taux de suivis. Son objet :
drafts-photo-whole = Voir la photo entière
