plan-title = Plan pour le partenaire { $partner } sur { $profile }, rapport de { $period }
plan-nothing-sent = Rien n'a été envoyé. `fieldlink send` envoie ce qui est nouveau ou modifié.
send-title = Envoyé pour le partenaire { $partner } à { $profile }, rapport de { $period }
send-line = { $kinds } : { $sent } envoyés, { $refused } refusés, { $left } non envoyés
send-loan = prêt { $loan } : { $details } ({ $code })
send-row = ligne { $row } ({ $key }) : { $message }
send-open = à ouvrir pour relire et publier : { $url }
send-stopped = Arrêté : { $message }
next = Que faire : { $next }
table-records = données
table-new = nouveaux
table-changed = modifiés
table-unchanged = inchangés
table-held = retenus
table-waiting = en attente
held-of = Retenus, { $kinds }
notes-of = À regarder, { $kinds }
refused-before = { $rows } { $kinds } ont été refusés auparavant et n'ont pas changé ; `fieldlink status` dit pourquoi, --retry-refused les renvoie.
wait-for-person = { $rows } { $kinds } attendent une personne : voir `fieldlink status`.
and-more = … et { $rows } de plus (--all les montre)
status-waiting = Attendent une personne : regardez dans PA2 s'ils sont arrivés, puis `fieldlink resolve ROW --arrived` ou `--not-arrived`
status-refused = Refusés par le serveur
status-held = Retenus au dernier envoi
status-row = ligne { $row }, { $kind } { $key }
status-inbox = { $links ->
    [one] 1 lien à ouvrir : voir `fieldlink inbox`.
   *[other] { $links } liens à ouvrir : voir `fieldlink inbox`.
 }
inbox-empty = Rien n'attend de confirmation.
inbox-how = Connectez-vous à PA2, ouvrez chaque lien, relisez les journaux et publiez-les :
inbox-line = { $journals ->
    [one] 1 journal, depuis { $since }
   *[other] { $journals } journaux, depuis { $since }
 }
inbox-done = (fait)
inbox-then = Quand l'un est fait : fieldlink inbox done URL
doctor-ok = bien
doctor-problem = PROBLÈME
doctor-next = que faire : { $next }
doctor-well = Tout va bien. `fieldlink plan` montre ce qui serait envoyé.
watch-reading = lecture : { $kinds }
watch-read = { $rows } lignes lues, { $kinds }
watch-asking-configuration = demande de la configuration à la Partner API
watch-asking-loans = demande des prêts à la Partner API
watch-recovering = reprise de { $rows } { $kinds } d'une exécution interrompue
watch-sending = envoi : { $kinds }
probe-title = Partenaire { $partner } sur { $place }
probe-fact = fait
probe-assumed = supposé
probe-found = trouvé
probe-as-assumed = comme supposé
probe-differs = DIFFÈRE
probe-not-asked = n'a pu être demandé
probe-sum = { $same } comme supposé, { $differ } diffèrent, { $unasked } n'ont pu être demandés
table-suspicious = suspects
suspicious-of = Suspects, { $kinds }
wait-for-run = { $rows } { $kinds } attendent une autre exécution : --limit.
inbox-due = EN RETARD : il attend depuis { $days } jours
send-row-again = ligne { $row } ({ $key }) : { $message } ; le prochain envoi redemande de lui-même
wait-for-answer = { $rows } { $kinds } ont perdu leur réponse ; le prochain envoi redemande de lui-même.
status-unanswered = Ont perdu leur réponse ; personne n'a à regarder, le prochain `fieldlink send` redemande de lui-même
status-plan = Un plan de { $rows } lignes attend une approbation : fieldlink approve { $file } --by NOM
