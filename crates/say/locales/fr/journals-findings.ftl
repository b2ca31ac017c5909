finding-journal-loan-id-missing = Indiquez le Loan ID.
finding-journal-id-unusable = { $kind ->
    [long] Un ID compte au plus { $most } caractères.
   *[nul] Cet ID contient le caractère U+0000, qu’aucun texte ne peut contenir.
}
finding-journal-text-unusable = { $kind ->
    [long] Au plus { $most } caractères tiennent ici.
   *[nul] Ce texte contient le caractère U+0000, qu’aucun texte ne peut contenir.
}
finding-journal-loan-not-found = Vous n’avez sur Kiva aucun prêt avec ce Loan ID. Un brouillon de prêt n’accepte pas de suivi.
finding-journal-loan-ambiguous = Plusieurs de vos prêts ont ce Loan ID ; le plus récent, Kiva ID { $kiva_id }, est retenu.
finding-journal-loan-not-eligible = Le prêt { $status ->
    [inactive] attend sa vérification
    [reviewed] est vérifié mais pas encore en ligne
    [issue] est bloqué par un problème
    [issue_revising] est bloqué par un problème
    [issue_approving] est bloqué par un problème
    [inactive_expired] a expiré avant sa mise en ligne
    [fundRaising] collecte encore des fonds
    [expired] a expiré
    [refunded] a été rendu aux prêteurs
    [deleted] a été retiré
   *[other] est dans l’état { $status }
} ; un suivi demande un prêt financé et non rendu aux prêteurs.
finding-journal-client-id-missing = Indiquez le Client ID : votre format d’envoi CSV a trois colonnes.
finding-journal-client-mismatch = Le prêt avec ce Loan ID a un autre Client ID.
finding-journal-subject-missing = Donnez un objet au suivi.
finding-journal-body-missing = Écrivez le texte du suivi.
finding-journal-body-too-short = Le texte a { $length } caractères ; il en faut au moins { $least }.
finding-journal-duplicate-text = Le même texte pour le même prêt est déjau suivi { $first } de cet envoi.
finding-journal-published-before = Ce texte a déjà été publié pour ce prêt.
finding-journal-image-url-unusable = L’adresse de la photo ne commence pas par http:// ou https:// ; le suivi part sans elle.

error-journals-changed = Quelqu’un d’autre a modifié ces suivis depuis que vous avez ouvert la page. Rien n’a été fait ; regardez-les à nouveau.
error-journals-closed = { $who } a { $deed ->
    [discarded] rejeté
   *[confirmed] confirmé
} ces suivis le { $day }. Plus rien ne peut être fait avec eux.
error-journal-not-waiting = Rien n’a été fait : le suivi { $line } est déjà { $state ->
    [published] publié
   *[taken_out] retiré
}.
error-journals-nothing-chosen = Choisissez au moins un suivi qui peut être publié.
error-journals-blocked = Rien n’a été publié : certains des suivis choisis ne peuvent pas être publiés tels quels.
error-journal-gone = Ce suivi est introuvable.
error-confirm-url-gone = Cette adresse de confirmation ne mène à aucun de vos suivis. Elle est peut-être celle d’un autre partenaire, ou incomplète : rouvrez-la là où vous l’avez reçue.

error-journals-none = Il n’y a aucun suivi dans cette liste.
error-journals-no-loan = Choisissez au moins un prêt.
error-journals-many = Un suivi groupé va à { $most } prêts au plus.
error-journal-text = Le texte ne peut pas être envoyé tel quel.
