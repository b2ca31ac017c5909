mail-foot = Fieldlink PA2. Personne ne lit cette adresse.
mail-invitation-subject = Invitation à PA2 pour {$partner}
mail-invitation =
    Bonjour {$name},

    {$by} vous a invité à PA2, où {$partner} travaille avec Kiva.

    Choisissez votre mot de passe ici :
    {$link}

    { $days ->
        [one] Le lien fonctionne une seule fois et pendant un jour.
       *[other] Le lien fonctionne une seule fois et pendant {$days} jours.
    } Si vous n’attendiez pas d’invitation, ignorez cet e-mail : rien ne se passera.
mail-password-subject = Choisissez un nouveau mot de passe pour PA2
mail-password =
    Bonjour {$name},

    Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour PA2.

    Choisissez-le ici :
    {$link}

    { $hours ->
        [one] Le lien fonctionne une seule fois et pendant une heure.
       *[other] Le lien fonctionne une seule fois et pendant {$hours} heures.
    } Si vous n’avez rien demandé, ignorez cet e-mail : votre mot de passe reste le même.
mail-archive-subject =
    { $journals ->
        [one] 1 suivi de {$partner} attend votre relecture
       *[other] {$journals} suivis de {$partner} attendent votre relecture
    }
mail-archive =
    { $journals ->
        [one] Un suivi est arrivé
       *[other] {$journals} suivis sont arrivés
    } pour {$partner}. Une personne doit les lire et les publier.
    { $blocked ->
        [0] Toutes peuvent être publiées telles quelles.
        [one] L’une d’elles ne peut pas être publiée telle quelle.
       *[other] {$blocked} d’entre elles ne peuvent pas être publiées telles quelles.
    }

    Lisez-les ici :
    {$link}
mail-report-subject = Le rapport de remboursements de {$partner} pour {$month} est à rendre
mail-report =
    Le rapport de remboursements de {$partner} pour {$month} est encore ouvert. Le {$day}, il sera clos tel qu’il sera alors ; ensuite, plus rien ne peut y changer.

    Voyez-le ici :
    {$link}
mail-issue-subject = Kiva a relevé un point sur le prêt {$loan}
mail-issue =
    Un relecteur de Kiva a signalé un problème sur un prêt de {$partner}.

    Loan ID {$loan}, Kiva ID {$kiva}
    Problème {$code} : {$text}

    Le prêt attend que cela soit réglé. Voyez-le ici :
    {$link}
mail-issues-subject =
    { $loans ->
        [one] Un prêt de {$partner} à corriger vous attend
       *[other] {$loans} prêts de {$partner} à corriger vous attendent
    }
mail-issues =
    { $loans ->
        [one] Un relecteur de Kiva a trouvé quelque chose sur un prêt de {$partner}. Il ne va pas aux prêteurs avant que vous l'ayez corrigé.
       *[other] Les relecteurs de Kiva ont trouvé quelque chose sur {$loans} prêts de {$partner}. Ils ne vont pas aux prêteurs avant que vous les ayez corrigés.
    }

    Voyez ici ce qui est demandé :
    {$link}
mail-mass-asked-subject =
    { $loans ->
        [one] {$partner} demande un défaut en masse d'un prêt
       *[other] {$partner} demande un défaut en masse de {$loans} prêts
    }
mail-mass-asked =
    { $loans ->
        [one] {$partner} demande à Kiva de mettre un prêt en défaut.
       *[other] {$partner} demande à Kiva de mettre {$loans} prêts en défaut à la fois.
    } Rien ne change pour eux avant que quelqu'un de Kiva ait répondu.

    Répondez ici :
    {$link}
mail-mass-answered-subject = Kiva a répondu à la demande de défaut en masse de {$partner}
mail-mass-answered =
    { $answer ->
        [granted] Kiva a accepté la demande de {$partner} : les prêts en remboursement sont mis en défaut.
       *[refused] Kiva a refusé la demande de {$partner} : les prêts restent comme ils sont.
    }
    { $loans ->
        [one] Elle porte sur un prêt.
       *[other] Elle porte sur {$loans} prêts.
    } {$words}

    Voyez-la ici :
    {$link}
