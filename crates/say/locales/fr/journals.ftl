journals-title = Suivis
journals-to-confirm = Suivis à confirmer
journals-none-to-confirm = Aucun suivi ne vous attend.
journals-closed = Suivis confirmés ou rejetés
journals-received = Reçu
journals-count = Suivis
journals-waiting = En attente
journals-published = Publiés
journals-taken-out = Retirés
journals-state = État
journals-closed-on = Clos
journals-look = Vérifier
journals-rate-title = Taux de suivis
journals-rate-none = Aucun prêt n’accepte encore de suivi.
journals-rate = { $journaled } prêts admissibles sur { $eligible } ont un suivi.
journals-eligible = Clients admissibles à un suivi
journals-eligible-help = Prêts financés, en remboursement, terminés ou en défaut. Utilisez leur Loan ID (et leur Client ID, avec le format à trois colonnes) quand vous envoyez des suivis.
journals-search = Chercher
journals-never = Seulement les prêts sans suivi
journals-apply = Afficher
journals-none-eligible = Aucun prêt ne correspond.
journals-last = Dernier suivi
journals-never-yet = Aucune encore
journals-more = Plus de prêts
journals-first = Revenir aux prêts les plus récents
archive-title = Vérifier des suivis
archive-from = { $count ->
    [one] Un suivi envoyé
   *[other] { $shown } suivis envoyés
} par { $who } le { $day }.
archive-tally = { $waiting } en attente, { $published } publiés, { $out } retirés.
archive-blocked = { $count ->
    [one] Un suivi ne peut pas être publié tel quel. La raison figure à côté.
   *[other] { $shown } suivis ne peuvent pas être publiés tels quels. La raison figure à côté de chacun.
}
archive-confirmed = { $who } a confirmé ces suivis le { $day }.
archive-discarded = { $who } a rejeté ces suivis le { $day }. Aucun prêteur ne les a reçus.
archive-not-allowed = Vous pouvez lire ces suivis. Seul un Kiva Coordinator peut les publier.
archive-journal = Suivi { $line }
archive-choose = Publier le suivi { $line }
archive-no-loan = Aucun prêt
archive-loan-id = Loan ID
archive-client-id = Client ID
archive-kiva-id = Kiva ID
archive-subject = Objet
archive-body = Texte
archive-image = Photo
archive-correct = Corriger
archive-take-out = Retirer
archive-publish-ticked = Publier les suivis cochés
archive-publish-ticked-here = Publier les suivis cochés de cette page
archive-go = Page
archive-show-blocked = Afficher seulement celles-ci
archive-show-all = Tout afficher
archive-only-blocked = Seulement les suivis qui ne peuvent pas être publiés tels quels.
archive-publish-all = { $count ->
    [one] Publier la seule qui peut l’être
   *[other] Publier les { $shown } qui peuvent l’être
}
archive-lenders = Chaque suivi publié est envoyé aux prêteurs de son prêt. C’est irréversible.
archive-discard = Rejeter
archive-discard-explain = Tout ce qui attend encore est rejeté et cette page est close. C’est irréversible.
archive-discard-button = { $count ->
    [one] Rejeter le suivi en attente
   *[other] Rejeter les { $shown } suivis en attente
}
archive-pages = Pages
archive-page = Page { $page } sur { $last }
archive-previous = Précédente
archive-next = Suivante
archive-back = Revenir aux Suivis
archive-state-open = En attente
archive-state-confirmed = Confirmé
archive-state-discarded = Rejeté
archive-draft = En attente
archive-blocked-state = Ne peut pas encore être publié
archive-is-published = Publié le { $day }
archive-is-out = Retiré
archive-done-published = Les suivis ont été publiés.
archive-done-discarded = Les suivis ont été rejetés.
archive-done-taken-out = Le suivi a été retiré.
archive-done-corrected = La correction a été enregistrée.
correct-title = Corriger un suivi
correct-save = Enregistrer
correct-cancel = Revenir sans enregistrer

journals-make = Créer des suivis
journals-write = Écrire un suivi
journals-write-help = Un texte pour un prêt.
journals-write-short = Écrire
journals-write-save = Continuer vers la page de confirmation
journals-upload = Envoyer un CSV de suivis
journals-upload-help = Une ligne par suivi.
journals-mass = Écrire un suivi groupé
journals-mass-help = Un texte pour plusieurs prêts.
journals-mass-rate = Les suivis groupés ne comptent pas dans le taux de suivis.
journals-mass-ticked = Écrire un texte pour les prêts cochés
journals-mass-chosen = { $count ->
    [one] { $shown } prêt choisi
   *[other] { $shown } prêts choisis
}
journals-mass-ids = Autres prêts, par Loan ID
journals-mass-ids-help = Un Loan ID par ligne.
journals-choose = Choisir le prêt { $loan }
journals-origin-hand = Écrit ici
journals-origin-mass = Suivi groupé
journals-file-help = { $columns ->
    [three] Loan ID, Client ID, objet, texte et, si vous le souhaitez, l’adresse d’une photo. Une ligne d’en-tête est possible.
   *[two] Loan ID, objet, texte et, si vous le souhaitez, l’adresse d’une photo. Une ligne d’en-tête est possible.
}
journals-then = Aucun prêteur ne reçoit encore rien : à la page suivante, vous relisez tout et vous publiez.
journals-image = Adresse d’une photo (facultatif)
archive-mass = Suivi groupé : il ne compte pas dans le taux de suivis.
archive-done-taken = Les suivis ont été reçus. Rien n’a encore été publié.
journals-origin-relisting = Présenté à nouveau
archive-relisting = Envoyé quand l’emprunteur a été présenté à nouveau : qui a publié ce brouillon l’avait lu. Il compte dans le taux de suivis.
archives-title = Tous les suivis reçus
archives-all = Toutes
archives-open = En attente
archives-closed = Confirmés ou rejetés
archives-none = Aucun suivi n’est arrivé.
archives-sent-by = Envoyés par
archives-closed-by = Clos par
archives-address = Adresse
