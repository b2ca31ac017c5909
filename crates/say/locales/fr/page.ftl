page-title = Ce que fait le lien
page-skip = Au contenu
page-languages = Langues
page-about = Partenaire { $partner }. Vu le { $now } ({ $zone }) ; rechargez la page pour regarder à nouveau.
page-footer = Cette page ne fait que montrer. Les commandes se tapent sur cette machine, dans le dossier de fieldlink.toml.
page-people = Ce qui attend une personne
page-nothing-waits = Rien n'attend.
page-confirm = Suivis à publier
page-confirm-how = Connectez-vous à PA2, ouvrez chaque lien, relisez les suivis et publiez-les. Retirez ensuite le lien de la liste :
page-confirm-journals = { $journals ->
    [one] 1 suivi, depuis { $since }
   *[other] { $journals } suivis, depuis { $since }
 }
page-uncertain = { $rows ->
    [one] 1 ligne dont la réponse s'est perdue
   *[other] { $rows } lignes dont les réponses se sont perdues
 }
page-uncertain-how = Regardez dans PA2 si elles sont arrivées, puis dites-le :
page-refused = { $rows ->
    [one] 1 ligne refusée par le serveur
   *[other] { $rows } lignes refusées par le serveur
 }
page-refused-how = Corrigez les données ; une donnée modifiée est renvoyée. Pour les renvoyer telles quelles :
page-held = { $rows ->
    [one] 1 ligne retenue
   *[other] { $rows } lignes retenues
 }
page-held-how = Corrigez les données et regardez à nouveau :
page-unsent = Avis qui ne sont pas partis
page-again = Nouvel essai le { $time }.
page-given-up = Abandonné.
page-row = Ligne
page-kind = Genre
page-key = Donnée
page-why = Pourquoi
page-more = … et { $rows } de plus : fieldlink status
page-schedules = Horaires
page-schedule = Nom
page-times = Heures
page-next = Prochaine exécution
page-last = Dernière exécution
page-watched = Dossier surveillé { $name } : { $folder }
page-counts = Combien de lignes dans chaque état
page-runs = Les dernières exécutions
page-no-runs = Encore aucune.
page-began = Début
page-outcome = Résultat
page-sent = Envoyées
page-held-rows = Retenues
page-waiting-rows = En attente
page-plans = Plans qui attendent une approbation
page-plans-how = Regardez le rapport à côté du plan. Une fois approuvé, il est envoyé en quelques secondes :
page-plan = { $rows ->
    [one] 1 ligne, fait le { $made }
   *[other] { $rows } lignes, fait le { $made }
 }
page-unanswered = { $rows ->
    [one] 1 ligne dont la réponse s'est perdue et qui se règle d'elle-même
   *[other] { $rows } lignes dont les réponses se sont perdues et qui se règlent d'elles-mêmes
 }
page-unanswered-how = Personne n'a à regarder : le prochain envoi redemande. Pour ne pas l'attendre :
