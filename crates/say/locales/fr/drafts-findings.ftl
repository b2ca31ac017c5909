finding-text-unusable = { $kind ->
    [long] Au plus { $most } caractères tiennent ici.
   *[nul] Ce texte contient le caractère U+0000, qu’aucun texte ne peut contenir.
}
finding-waiver-missing = Une autorisation signée du client doit être conservée pour ce prêt.
finding-borrower-missing = Un prêt a besoin d'au moins un emprunteur.
finding-borrower-repeated = Ce Loan ID et ce Client ID figurent plus d'une fois sur ce brouillon.
finding-group-name-missing = Veuillez saisir le nom du groupe.
finding-group-of-one = C'est un prêt de groupe avec un seul emprunteur. S'il s'agit d'un prêt individuel, effacez le nom du groupe.
finding-group-too-large = Un groupe compte au plus { $most } membres.
finding-client-id-missing = Veuillez saisir le Client ID.
finding-loan-id-missing = Veuillez saisir le Loan ID.
finding-first-name-missing = Veuillez saisir le prénom de l'emprunteur.
finding-gender-missing = Veuillez choisir le genre de l'emprunteur.
finding-group-field-on-individual = Ce champ ne concerne que les prêts de groupe. Un prêt individuel porte les identifiants de son emprunteur.
finding-not-pictured-on-individual = « Absent de la photo » ne concerne que les prêts de groupe. Décochez-le pour un prêt individuel.
finding-loan-id-taken = Un prêt avec ce Loan ID et ce Client ID est déjà sur Kiva.
finding-loan-id-shared = Un autre client a sur Kiva un prêt avec ce Loan ID.
finding-location-missing = Veuillez choisir la localité.
finding-location-unknown = Cette localité n'est pas l'une de celles de votre organisation.
finding-activity-missing = Veuillez choisir l'activité.
finding-activity-unknown = Cette activité n'est pas l'une de celles de votre organisation.
finding-language-missing = Veuillez choisir la langue de la description.
finding-language-unknown = Cette langue n'est pas l'une de celles de votre organisation.
finding-loan-use-missing = Veuillez saisir l'utilisation du prêt.
finding-loan-use-form = L'utilisation du prêt, en anglais, doit commencer par « to », comme dans « to buy seed ».
finding-description-missing = Veuillez saisir la description.
finding-description-has-family-name = La description contient un nom de famille. Les noms de famille ne sont pas montrés aux prêteurs.
finding-theme-missing = Veuillez choisir l'initiative spéciale.
finding-theme-unknown = Cette initiative spéciale n'est pas l'une de celles de votre organisation.
finding-theme-limit = Ce prêt dépasse la limite de son initiative spéciale. Certains de vos prêts pourraient expirer.
finding-credit-limit = Ce prêt dépasse votre limite de crédit. Certains de vos prêts pourraient expirer.
finding-disbursal-invalid = La date de décaissement saisie n'est pas valable.
finding-disbursal-window = La date de décaissement doit remonter à moins de { $past } jours et ne pas dépasser { $ahead } jours dans le futur.
finding-currency-missing = Veuillez choisir la devise.
finding-currency-unknown = Cette devise n'est pas l'une de celles de votre organisation.
finding-amount-zero = Chaque emprunteur doit recevoir un décaissement supérieur à zéro. Veuillez saisir le montant du prêt.
finding-amount-too-small = Le montant du prêt doit dépasser { $least } USD pour être publié sur Kiva.
finding-amount-unreadable = { $decimals ->
    [none] Le montant est trop grand.
    [0] Cette devise n'a pas de centimes : veuillez saisir un nombre entier.
   *[other] Le montant a plus de { $decimals } décimales.
}
finding-group-amount = Un prêt de groupe de votre organisation est de { $most } USD au plus.
finding-schedule-missing = Veuillez saisir l'échéancier.
finding-schedule-negative = Un remboursement ne peut pas être inférieur à zéro.
finding-schedule-unreadable = { $decimals ->
    [none] Le montant est trop grand.
    [0] Cette devise n'a pas de centimes : veuillez saisir un nombre entier.
   *[other] Le montant a plus de { $decimals } décimales.
}
finding-schedule-sum = Le capital de l'échéancier ({ $sum }) doit être égal au montant du prêt ({ $total }).
finding-schedule-before-disbursal = Le premier remboursement doit suivre la date de décaissement.
finding-schedule-parameters-invalid = { $part ->
    [firstRepaymentDate] Veuillez saisir la date du premier remboursement.
    [nInstallments] Le nombre de remboursements doit être compris entre 1 et 600.
    [nRepeat] L'intervalle entre deux remboursements doit être compris entre 1 et 600.
    [nRepeatUnit] Veuillez choisir jours, semaines, mois ou années.
    [interestRateType] Veuillez choisir le type d'intérêt : dégressif ou fixe.
   *[annualRate] L'intérêt annuel doit être compris entre 0 et 1000 pour cent.
}
finding-schedule-parameters-range = Le dernier remboursement est trop loin dans le futur.
finding-photo-missing = { $address ->
    [yes] Une photo est nécessaire. Les adresses de photos ne sont pas ouvertes : veuillez envoyer la photo elle-même.
   *[no] Une photo qui montre clairement l'emprunteur est nécessaire.
}
finding-photo-too-old = Cette photo a été utilisée pour la première fois il y a plus de { $months } mois. Veuillez en prendre une nouvelle.
finding-photo-used-up = Cette photo figure déjà sur deux prêts. La photo d'un emprunteur peut servir une fois de plus, pas deux.
finding-photo-other-members = Moins de { $overlap } % des membres sont ceux du prêt pour lequel cette photo a d'abord servi. Veuillez en prendre une nouvelle.
finding-not-pictured-count = « Absent de la photo » demande une valeur par emprunteur : { $values } valeurs, { $borrowers } emprunteurs.
finding-nobody-pictured = Au moins un membre doit être sur la photo.
finding-draft-incomplete = Le brouillon n'est pas complet. Veuillez revoir chaque étape.
finding-amount-typed = Veuillez saisir un nombre, avec un point devant les centimes et sans virgule.
finding-number-typed = Veuillez saisir un nombre entier.
finding-schedule-date = Veuillez saisir le jour de ce remboursement.
finding-schedule-first-date = Veuillez saisir le jour du premier remboursement.
finding-monthly-limit = Ce prêt dépasse ce que vous pouvez publier en un mois. Il peut attendre le suivant.
finding-schedule-too-early = Un prêt de votre organisation peut être remboursé { $months } mois après son décaissement : aucun remboursement ne peut échoir avant le { $day }.
