tab-defaults = Défauts
defaults-title = Défauts
defaults-parts = Pages de cet onglet
defaults-at-risk = À risque
defaults-requests = Demandes de ne pas mettre en défaut
defaults-recoveries = Recouvrements
defaults-explained = Un prêt qui n'est pas entièrement remboursé passe de lui-même en défaut { $months } mois après l'échéance de son dernier remboursement. Jusque-là, ce qui a été collecté peut être déclaré.
defaults-open-requests = { $count ->
    [one] { $shown } demande attend la réponse de Kiva.
   *[other] { $shown } demandes attendent la réponse de Kiva.
}
defaults-within = Passent en défaut
defaults-within-term = Tous, dernière échéance passée
defaults-within-90 = Dans 90 jours
defaults-within-30 = Dans 30 jours
defaults-show = Afficher
defaults-count = { $count ->
    [0] Aucun prêt n'est à risque.
    [one] { $shown } prêt
   *[other] { $shown } prêts
}
defaults-count-more = { $count ->
   *[other] { $shown } prêts ou plus
}
defaults-choice = Choisir
defaults-choose-one = Choisir { $name }
defaults-choose = --
defaults-day = En défaut le
defaults-last-due = Dernière échéance
defaults-request = Demande
defaults-first = Première page
defaults-state-open = Attend la réponse de Kiva
defaults-state-granted = Pas en défaut avant le { $day }
defaults-state-refused = Refusée
defaults-state-withdrawn = Retirée
defaults-reason = Motif
defaults-reason-death = L'emprunteur est décédé
defaults-reason-illness = Maladie de l'emprunteur ou de sa famille
defaults-reason-business = L'activité a échoué
defaults-reason-moved = L'emprunteur a déménagé et reste introuvable
defaults-reason-disaster = Sécheresse, inondation ou incendie
defaults-reason-unrest = Troubles ou guerre
defaults-reason-fraud = Fraude
defaults-reason-unwilling = L'emprunteur ne veut pas rembourser
defaults-reason-other = Autre motif
defaults-note = En quelques mots
defaults-give-up = Mettre ce prêt en défaut
defaults-give-up-chosen = Mettre en défaut les prêts choisis
defaults-give-up-go-on = Continuer
defaults-give-up-means = Le prêt finit en défaut : les prêteurs perdent ce qui reste dû. Ce qui est collecté plus tard peut être déclaré comme recouvrement ; entièrement remboursé, il finit comme remboursé. Ici, un défaut ne peut pas être annulé.
defaults-give-up-these = { $count ->
    [one] Mettre { $shown } prêt en défaut
   *[other] Mettre { $shown } prêts en défaut
}
defaults-give-up-sure = { $count ->
    [one] Oui, mettre ce prêt en défaut
   *[other] Oui, mettre ces { $shown } prêts en défaut
}
defaults-given-up-many = Mis en défaut : { $done } sur { $of }.
defaults-given-up = Mis en défaut
defaults-outcome = Résultat
defaults-back = Retour aux prêts à risque
defaults-none-chosen = Aucun prêt n'a été choisi.
defaults-reason-missing = Veuillez choisir un motif.
defaults-note-missing = Veuillez dire en quelques mots pourquoi ces prêts sont abandonnés.
defaults-note-too-long = Au plus { $most } caractères, s'il vous plaît.
defaults-too-many = On peut mettre en défaut au plus { $most } prêts à la fois.
defaults-not-paying-back = Ce prêt n'est pas en remboursement : il ne peut ni être mis en défaut ni attendre.
defaults-when = S'il n'est pas entièrement remboursé, il passe de lui-même en défaut le { $day }.
defaults-told = En défaut depuis le { $day }, par : { $who }. Restant dû alors : { $lost }. Recouvré depuis : { $recovered }.
defaults-requests-explained = Demandez à Kiva de ne pas mettre en défaut un prêt qui sera encore remboursé. La demande se fait sur la page du prêt. Tant qu'elle attend une réponse, le prêt passe quand même en défaut à son jour.
defaults-requests-open = En attente de la réponse de Kiva
defaults-requests-none = Aucune demande n'attend.
defaults-requests-more = Il y en a d'autres ; elles paraissent ici à mesure que celles-ci reçoivent une réponse.
defaults-requests-closed = Répondues ou retirées
defaults-requests-none-closed = Aucune pour l'instant.
defaults-asked = Demandé par { $who } le { $day } : pas avant le { $until }.
defaults-until = Pas en défaut avant le
defaults-words = Votre réponse en quelques mots
defaults-grant = Le laisser attendre
defaults-refuse = Refuser
defaults-withdraw = Retirer la demande
defaults-why = Pourquoi il ne doit pas être mis en défaut
defaults-answer = Réponse
defaults-ask = Demander à Kiva de ne pas le mettre en défaut
defaults-ask-means = Dites ce qui s'est passé et quand vous comptez encaisser. Kiva laisse attendre le prêt jusqu'à un jour, ou refuse.
defaults-ask-send = Envoyer la demande
defaults-wanted = Il doit attendre jusqu'au
defaults-why-missing = Veuillez dire pourquoi le prêt ne doit pas être mis en défaut.
defaults-day-unfit = Veuillez choisir un jour à venir, à cinq ans au plus.
defaults-asked-already = Une demande pour ce prêt attend déjà une réponse.
defaults-request-closed = Cette demande a déjà reçu une réponse ou a été retirée.
defaults-recoveries-explained = Ce qui est collecté sur un prêt en défaut est un recouvrement. Déclarez-le comme un remboursement. Un prêt entièrement remboursé finit comme remboursé.
defaults-defaulted-count = { $count ->
    [0] Aucun prêt n'est en défaut.
    [one] { $shown } prêt en défaut
   *[other] { $shown } prêts en défaut
}
defaults-defaulted-on = En défaut depuis le
defaults-lost = Restant dû alors
defaults-recovered = Recouvré depuis
loan-currency = Monnaie
defaults-mass = Déclarer en défaut par une liste d’ID
defaults-mass-means = Collez les Loan ID, un par ligne, au plus { $most }. Pour davantage, demandez à Kiva une déclaration en masse.
defaults-mass-ids = Loan ID
defaults-mass-unfit = { $count ->
    [one] { $shown } ID ne désigne aucun prêt en remboursement. Il est laissé de côté :
   *[other] { $shown } ID ne désignent aucun prêt en remboursement. Ils sont laissés de côté :
}
defaults-mass-requests = Demandes de défaut en masse
defaults-mass-requests-explained = Demandez à Kiva de mettre en défaut beaucoup de prêts à la fois, pour un seul motif : après une inondation, par exemple. Kiva examine la demande et les met en défaut, ou refuse. Jusque-là, rien ne change pour les prêts.
defaults-mass-ask = Demander à Kiva un défaut en masse
defaults-mass-ask-means = Choisissez les prêts, au plus { $most }, et dites pourquoi. Kiva met en défaut ceux qui sont encore en remboursement, ou refuse en quelques mots.
defaults-mass-which = Quels prêts
defaults-mass-which-listed = Ceux des Loan ID ci-dessous
defaults-mass-ids-help = Un par ligne. Non lu si des prêts à risque sont choisis ci-dessus.
defaults-mass-back = Retour aux demandes
defaults-mass-ask-these = { $count ->
    [one] Demander à Kiva de mettre en défaut { $shown } prêt
   *[other] Demander à Kiva de mettre en défaut { $shown } prêts
}
defaults-mass-ask-sure = { $count ->
    [one] Oui, le demander pour ce prêt
   *[other] Oui, le demander pour ces { $shown } prêts
}
defaults-mass-loans = Prêts
defaults-mass-granted = Acceptée : les prêts sont mis en défaut
defaults-mass-title = Demande { $id }
defaults-mass-asked = { $count ->
    [one] Demandé par { $who } le { $day } : { $shown } prêt.
   *[other] Demandé par { $who } le { $day } : { $shown } prêts.
}
defaults-mass-left = { $count ->
    [0] Aucun des { $of } prêts n'est en remboursement.
    [one] { $shown } des { $of } prêts est en remboursement.
   *[other] { $shown } des { $of } prêts sont en remboursement.
}
defaults-mass-unfinished = Cette demande a été acceptée, mais tous ses prêts n'ont pas été mis en défaut : quelque chose s'est arrêté en route. Mettez les autres en défaut.
defaults-mass-grant = { $count ->
    [one] Mettre { $shown } prêt en défaut
   *[other] Mettre { $shown } prêts en défaut
}
