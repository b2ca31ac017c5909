journals-title = Nouvelles
journals-to-confirm = Nouvelles à confirmer
journals-none-to-confirm = Aucune nouvelle ne vous attend.
journals-closed = Nouvelles confirmées ou rejetées
journals-received = Reçu
journals-count = Nouvelles
journals-waiting = En attente
journals-published = Publiées
journals-taken-out = Retirées
journals-state = État
journals-closed-on = Clos
journals-look = Vérifier
journals-rate-title = Taux de nouvelles
journals-rate-none = Aucun prêt n’accepte encore de nouvelle.
journals-rate = { $journaled } prêts admissibles sur { $eligible } ont une nouvelle.
journals-eligible = Clients admissibles à une nouvelle
journals-eligible-help = Prêts financés, en remboursement, terminés ou en défaut. Utilisez leur Loan ID (et leur Client ID, avec le format à trois colonnes) quand vous envoyez des nouvelles.
journals-search = Chercher
journals-never = Seulement les prêts sans nouvelle
journals-apply = Afficher
journals-none-eligible = Aucun prêt ne correspond.
journals-last = Dernière nouvelle
journals-never-yet = Aucune encore
journals-more = Plus de prêts
journals-first = Revenir aux prêts les plus récents
archive-title = Vérifier des nouvelles
archive-from = { $count ->
    [one] Une nouvelle envoyée
   *[other] { $shown } nouvelles envoyées
} par { $who } le { $day }.
archive-tally = { $waiting } en attente, { $published } publiées, { $out } retirées.
archive-blocked = { $count ->
    [one] Une nouvelle ne peut pas être publiée telle quelle. La raison figure à côté.
   *[other] { $shown } nouvelles ne peuvent pas être publiées telles quelles. La raison figure à côté de chacune.
}
archive-confirmed = { $who } a confirmé ces nouvelles le { $day }.
archive-discarded = { $who } a rejeté ces nouvelles le { $day }. Aucun prêteur ne les a reçues.
archive-not-allowed = Vous pouvez lire ces nouvelles. Seul un Kiva Coordinator peut les publier.
archive-journal = Nouvelle { $line }
archive-choose = Publier la nouvelle { $line }
archive-no-loan = Aucun prêt
archive-loan-id = Loan ID
archive-client-id = Client ID
archive-kiva-id = Kiva ID
archive-subject = Objet
archive-body = Texte
archive-image = Photo
archive-correct = Corriger
archive-take-out = Retirer
archive-publish-ticked = Publier les nouvelles cochées
archive-publish-ticked-here = Publier les nouvelles cochées de cette page
archive-go = Page
archive-show-blocked = Afficher seulement celles-ci
archive-show-all = Tout afficher
archive-only-blocked = Seulement les nouvelles qui ne peuvent pas être publiées telles quelles.
archive-publish-all = { $count ->
    [one] Publier la seule qui peut l’être
   *[other] Publier les { $shown } qui peuvent l’être
}
archive-lenders = Chaque nouvelle publiée est envoyée aux prêteurs de son prêt. C’est irréversible.
archive-discard = Rejeter
archive-discard-explain = Tout ce qui attend encore est rejeté et cette page est close. C’est irréversible.
archive-discard-button = { $count ->
    [one] Rejeter la nouvelle en attente
   *[other] Rejeter les { $shown } nouvelles en attente
}
archive-pages = Pages
archive-page = Page { $page } sur { $last }
archive-previous = Précédente
archive-next = Suivante
archive-back = Revenir aux Nouvelles
archive-state-open = En attente
archive-state-confirmed = Confirmé
archive-state-discarded = Rejeté
archive-draft = En attente
archive-blocked-state = Ne peut pas encore être publiée
archive-is-published = Publiée le { $day }
archive-is-out = Retirée
archive-done-published = Les nouvelles ont été publiées.
archive-done-discarded = Les nouvelles ont été rejetées.
archive-done-taken-out = La nouvelle a été retirée.
archive-done-corrected = La correction a été enregistrée.
correct-title = Corriger une nouvelle
correct-save = Enregistrer
correct-cancel = Revenir sans enregistrer

journals-make = Créer des nouvelles
journals-write = Écrire une nouvelle
journals-write-help = Un texte pour un prêt.
journals-write-short = Écrire
journals-write-save = Continuer vers la page de confirmation
journals-upload = Envoyer un CSV de nouvelles
journals-upload-help = Une ligne par nouvelle.
journals-mass = Écrire une nouvelle groupée
journals-mass-help = Un texte pour plusieurs prêts.
journals-mass-rate = Les nouvelles groupées ne comptent pas dans le taux de nouvelles.
journals-mass-ticked = Écrire un texte pour les prêts cochés
journals-mass-chosen = { $count ->
    [one] { $shown } prêt choisi
   *[other] { $shown } prêts choisis
}
journals-mass-ids = Autres prêts, par Loan ID
journals-mass-ids-help = Un Loan ID par ligne.
journals-choose = Choisir le prêt { $loan }
journals-origin-hand = Écrit ici
journals-origin-mass = Nouvelle groupée
journals-file-help = { $columns ->
    [three] Loan ID, Client ID, objet, texte et, si vous le souhaitez, l’adresse d’une photo. Une ligne d’en-tête est possible.
   *[two] Loan ID, objet, texte et, si vous le souhaitez, l’adresse d’une photo. Une ligne d’en-tête est possible.
}
journals-then = Aucun prêteur ne reçoit encore rien : à la page suivante, vous relisez tout et vous publiez.
journals-image = Adresse d’une photo (facultatif)
archive-mass = Nouvelle groupée : elle ne compte pas dans le taux de nouvelles.
archive-done-taken = Les nouvelles ont été reçues. Rien n’a encore été publié.
journals-origin-relisting = Présenté à nouveau
archive-relisting = Envoyée quand l’emprunteur a été présenté à nouveau : qui a publié ce brouillon l’avait lue. Elle compte dans le taux de nouvelles.
archives-title = Toutes les nouvelles reçues
archives-all = Toutes
archives-open = En attente
archives-closed = Confirmées ou rejetées
archives-none = Aucune nouvelle n’est arrivée.
archives-sent-by = Envoyées par
archives-closed-by = Clos par
archives-address = Adresse
