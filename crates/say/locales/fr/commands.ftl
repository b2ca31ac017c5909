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
inbox-how = Connectez-vous à PA2, ouvrez chaque lien, relisez les suivis et publiez-les :
inbox-line = { $journals ->
    [one] 1 suivi, depuis { $since }
   *[other] { $journals } suivis, depuis { $since }
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
profile-production = { $name } (production)
send-ask = Ceci envoie pour le partenaire { $partner } à { $profile }. Ce qui y est envoyé est vu par les prêteurs.
send-ask-rows = { $rows ->
    [one] Ceci envoie { $rows } ligne
   *[other] Ceci envoie { $rows } lignes
 } pour le partenaire { $partner } à { $profile }. Ce qui y est envoyé est vu par les prêteurs.
send-ask-name = Tapez le nom du profil pour continuer :
send-not-moved = c'est envoyé, mais ce qui va avec { $file } ne peut pas être rangé ({ $why }) ; `fieldlink run` réessaie
init-ask-partner = Votre numéro de partenaire chez Kiva (vide : plus tard)
init-ask-number = un nombre au-dessus de zéro, s'il vous plaît
init-ask-where = Où sont vos données ?
    {"  "}un fichier (.csv, un classeur, .db), une URL postgres:// ou mysql://,
    {"  "}`push` pour un module ou une macro qui les envoie, `none` pour un nouveau classeur
init-ask-source = Source (vide : plus tard)
init-ask-client = Fichier du client de l'API, comme l'écrit `fieldlink pa2 client create --json` (vide : plus tard)
init-wrote = { $file } est écrit.
init-secret = Le secret du client est dans { $file }, que vous seul pouvez lire.
init-queries = Il contient des requêtes ; relisez-les, elles sont maintenant les vôtres.
init-push = Il prend des données sous les noms habituels ; `fieldlink receive key new NAME` fait une clé.
init-unlike = Aucune table de la source ne ressemble à des prêts, des remboursements ou des suivis ; remplissez vous-même les colonnes.
init-proposed = Colonnes proposées pour : { $sections }. Vérifiez chaque ligne : ce sont des suppositions.
init-next-template = Que faire : `fieldlink template kiva.xlsx --append` écrit un classeur à remplir.
init-next = Que faire : relisez-le, puis lancez `fieldlink doctor` et `fieldlink map`.
init-next-secret = Que faire : relisez-le, mettez l'identifiant et le secret du client, puis lancez `fieldlink doctor`.
map-survey = { $kinds } : { $records ->
    [one] { $records } donnée
   *[other] { $records } données
 }, dont { $fit } conviennent
map-column = colonne { $column }
map-what = { " " }: { $what }
map-first = , d'abord dans { $place }
map-more = … et { $rows } de plus (--json les a toutes)
map-next = `fieldlink map --explain ROW` montre comment une donnée devient son JSON ; `fieldlink plan` applique aussi les règles de Kiva.
map-photo = photo { $photo } : lue et réduite au départ du brouillon
map-would-send = serait envoyé :
map-would-not = rien ne serait envoyé :
map-constant = (constante)
map-empty = (vide)
template-wrote = { $file } est écrit, avec { $activities } activités, { $themes } initiatives spéciales et { $locations } localités au choix.
template-added = La partie qui le lit est ajoutée à { $file }.
template-next = Que faire : remplissez-le, écrivez yes sous Send là où une ligne est complète, et lancez `fieldlink plan`.
template-add = Ajoutez ceci à { $file } :
receive-listens = Le récepteur écoute sur http://{ $address } ; sa description est à http://{ $address }/openapi.json
receive-revoked = La clé de { $name } n'ouvre plus rien.
receive-hook = L'adresse du web hook, montrée cette seule fois :
receive-hook-length = Fineract en garde { $longest } caractères : le nom de cette machine, avec le port, peut en avoir { $left }.
receive-key = La clé de { $name }, montrée cette seule fois :
receive-key-use = L'expéditeur la met dans chaque demande : Authorization: Bearer KEY
receive-no-keys = Aucun expéditeur n'a de clé. `fieldlink receive key new NAME` en fait une.
receive-key-records = { $name } : données, depuis { $day }
receive-key-hook = { $name } : web hook, depuis { $day }
receive-key-revoked = , révoquée { $day }
receive-newest = , la plus récente de { $when }
receive-count = { $sheet } : { $rows ->
    [one] { $rows } donnée
   *[other] { $rows } données
 }
receive-hints = indices qui attendent d'être traités : { $hints }
help-usage = Utilisation :
help-commands = Commandes
help-options = Options
help-arguments = Arguments
help-values = valeurs possibles
help-default = par défaut
failure-next = que faire :
init-open = Une table se présente comme ci-dessous, mais le Loan ID ou le montant n'est pas certain : sa section est écrite en commentaire, à vous de décider.
init-seen = [{ $section }], de { $table } :
init-seen-file = [{ $section }] :
init-field = champ
init-column = votre colonne
init-values = premières valeurs
init-certainty = certitude
init-sure = sûre
init-perhaps = peut-être : écrite en commentaire
init-left-open = ouvert : aucune colonne n'y ressemble
init-unused = Colonnes non utilisées : { $columns }
init-elsewhere = { $table } a les noms de ses colonnes à la ligne { $row }, et `header_row` vaut pour toute une source : donnez-lui une source à elle.
rows-alike = { $rows } lignes : { $said }
rows-such-as = comme { $places } ; et { $more } autres (--all les montre)
