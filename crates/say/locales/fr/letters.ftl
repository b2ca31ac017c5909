# Lettres de `fieldlink run`. Aucun emprunteur n'y est jamais nommé.
letter-run-failed-subject = Fieldlink : échec de { $run } ({ $profile })
letter-run-failed = L'exécution « { $run } » pour le partenaire { $partner } sur { $profile } n'a pas pu faire son travail.

    Ce qui s'est passé : { $message }
    Que faire : { $next }

    Rien n'est perdu : la prochaine exécution reprend là où celle-ci s'est arrêtée. Vous n'en serez plus averti tant que rien ne change.
letter-rows-held-subject = Fieldlink : { $rows ->
    [one] 1 ligne retenue
   *[other] { $rows } lignes retenues
 } ({ $profile })
letter-rows-held = L'exécution « { $run } » pour le partenaire { $partner } sur { $profile } a retenu { $rows ->
    [one] 1 ligne
   *[other] { $rows } lignes
 } :

    { $rules }

    Que faire : `fieldlink status` nomme chaque ligne et sa raison. Corrigez les données ; la prochaine exécution les reprend.
letter-rows-waiting-subject = Fieldlink : { $rows ->
    [one] 1 ligne attend
   *[other] { $rows } lignes attendent
 } une personne ({ $profile })
letter-rows-waiting = L'exécution « { $run } » pour le partenaire { $partner } sur { $profile } a perdu les réponses à { $rows ->
    [one] 1 ligne
   *[other] { $rows } lignes
 }. Personne ne sait si elles sont arrivées ; elles ne sont donc pas renvoyées d'elles-mêmes.

    Que faire : `fieldlink status` les nomme. Regardez dans PA2, puis dites `fieldlink resolve ROW --arrived` ou `--not-arrived`.
letter-confirm-waiting-subject = Fieldlink : des suivis attendent d'être publiés ({ $profile })
letter-confirm-waiting = { $links ->
    [one] 1 lien attend
   *[other] { $links } liens attendent
 } d'être ouverts pour le partenaire { $partner } sur { $profile }, avec { $journals ->
    [one] 1 suivi
   *[other] { $journals } suivis
 } en tout ; le plus ancien depuis { $since }.

    Que faire : connectez-vous à PA2, ouvrez chaque lien, relisez les suivis et publiez-les :

    { $urls }

    Retirez ensuite chacun de la liste : `fieldlink inbox done URL`.
letter-run-recovered-subject = Fieldlink : { $run } fonctionne de nouveau ({ $profile })
letter-run-recovered = L'exécution « { $run } » pour le partenaire { $partner } sur { $profile } a de nouveau fait son travail ; elle échouait depuis { $since }.
letter-plan-waiting-subject = Fieldlink : un plan attend une approbation ({ $profile })
letter-plan-waiting = La tâche « { $run } » du partenaire { $partner } sur { $profile } a fait un plan de { $rows ->
    [one] 1 ligne
   *[other] { $rows } lignes
 }. Rien n’est envoyé avant que quelqu’un ne l’ait approuvé.

    Que faire : regardez le rapport à côté du plan (.html), puis, sur la machine du lien :

    fieldlink approve { $file } --by NOM

    Il est envoyé quelques secondes plus tard, sauf si les données ont changé ; il y a alors un nouveau plan à regarder.
letter-clock-set-back-subject = Fieldlink : l’horloge a été retardée ({ $profile })
letter-clock-set-back = Sur la machine du lien pour le partenaire { $partner } sur { $profile }, l’horloge a été retardée, de { $from } à { $to }. Le mois d’un rapport et les heures des tâches en viennent.

    Que faire : vérifiez que la machine tient son horloge à l’heure (sous Linux : timedatectl). Un envoi plus ancien que le dernier s’arrête ; si l’horloge est juste maintenant, `fieldlink send --clock-is-right` envoie.
