# Erreurs et conseils du lien, par leur nom ou leurs premiers mots en anglais. Ce qui manque ici se dit en anglais.
run-columns = il manque à la source { $source } la colonne { $names } de [{ $section }]
run-cursor = { $origin } : `incremental` suit la colonne { $column }, qui doit contenir à chaque ligne un nombre entier ou une date ; ici elle contient « { $value } »
run-none-meant = [{ $section }] a { $rows ->
    [one] 1 ligne, qui ne remplit pas
   *[other] { $rows } lignes, dont aucune ne remplit
 } `when` ({ $when })
run-no-such-row = { $kind } : aucune ligne « { $wanted } »{ $left_out ->
    [none] {""}
   *[other] {" "}({ $left_out })
 }
api-credentials = les identifiants ne sont pas valables : { $message }
api-permission = le client n'a pas le droit de faire cela : { $message }
api-busy = le serveur demande d'attendre : { $message }
api-unreachable = le serveur est injoignable : { $message }
api-certificate = { $message } : son certificat n'est pas accepté ; il est signé par quelqu'un que cette machine ne connaît pas, il est périmé, ou il est pour un autre nom
api-uncertain = une réponse s'est perdue : { $message }
api-unanswered = une réponse s'est perdue, et le prochain envoi redemande : { $message }
api-address = le serveur ne connaît pas cette adresse : { $message }
api-server = le serveur a eu une panne : { $message }
api-settings = les réglages ne conviennent pas : { $message }
api-refusing = le serveur refuse une ligne après l'autre : { $message }
api-stopped = on a demandé l'arrêt ; ce qui était envoyé est gardé ({ $message })
run-needs-approval = le profil { $profile } n'envoie qu'un plan que quelqu'un a approuvé
run-guards = arrêté par [guards] avant tout envoi : { $guards }
run-mixed-up = le profil { $profile } est pour la production, mais { $found }
run-first-run = rien n'a jamais été envoyé avec le profil { $profile } : la première fois est un plan approuvé de { $most ->
    [one] 1 ligne
   *[other] { $most } lignes
 } au plus
run-back = { $by } a retiré le profil { $profile } : { $why }
run-clock = l'horloge de la machine dit { $now }, mais le dernier envoi avec ce registre était le { $last }
run-server-clock = l'horloge de la machine dit { $now }, mais celle du serveur dit { $theirs }
run-locks = impossible de demander au serveur du registre qui d'autre envoie
spool-file = impossible de garder ce qui a été lu dans le dossier des fichiers temporaires, { $folder }
spool-broken = ce qui a été gardé dans le dossier des fichiers temporaires n'est pas ce qui y est lu
run-report = impossible d'écrire le rapport : { $why }
run-nothing-scheduled = fieldlink.toml n'a ni [[schedule]], ni [watch], ni `receive` dans [run] : il n'y a rien à faire tout seul
run-nothing-to-do = fieldlink.toml n'a ni [loan_drafts], ni [repayments], ni [journals] à traiter dans cette exécution
config-unreadable = impossible de lire la configuration { $file } ; `fieldlink init` en écrit une pour commencer
config-invalid = { $file }{ $line ->
    [none] {""}
   *[other] , ligne { $line }
 } : { $key ->
    [none] {""}
   *[other] { $key } :{" "}
 }{ $message }
config-no-such-profile = { $file } : { $wanted ->
    [none] nommez un profil avec --profile, ou mettez `default_profile`
   *[other] il n'y a pas de profil `{ $wanted }`
 } ; le fichier a { $known }
config-missing = { $key } : { $message }
source-unknown = il n'y a pas de [source.{ $source }]
source-no-url = source { $source } : la variable d'environnement { $variable }, qui doit contenir l'URL de la base, n'est pas définie
source-secret = source { $source } : { $why }
source-connect = source { $source } : { $why }
source-pushed = source { $source } : impossible de lire les données reçues
source-query = source { $source } : la requête de [{ $section }] a échoué après { $rows ->
    [one] 1 ligne
   *[other] { $rows } lignes
 }{ $why ->
    [none] {""}
   *[other] {" "}; { $why }
 }
source-refused = source { $source } : la requête de [{ $section }] n'est pas faite : { $why }
source-may-write = source { $source } : { $why } ; prenez un compte qui ne fait que lire, ou acceptez celui-ci : `accept_writing_account = "{ $account }"` dans [source.{ $source }]
account-writes = le compte { $account } peut faire plus que lire, et cette base n'a pas de transaction qui l'en empêche
account-unknown = cette base ne permet pas de savoir si le compte { $account } peut faire plus que lire
source-too-slow = source { $source } : la requête de [{ $section }] a pris plus de { $seconds } s ; augmentez `timeout_seconds` ou réduisez-la
source-value = source { $source } ({ $table }), ligne { $row }, colonne { $column } : { $why }
source-file = source { $source } : impossible de lire { $file }
source-shape = source { $source }, { $file } : { $why }
source-http = source { $source } : la demande de [{ $section }] { $why }
source-not-built = source { $source } : ce programme a été fait sans { $what }
source-broke-down = la lecture s'est interrompue ; le fichier est peut-être abîmé : ouvrez-le, enregistrez-le et copiez-le de nouveau
source-empty = la source { $source } n'a pas de lignes pour [{ $section }] ; on ne planifie rien d'une source vide, car elle est souvent cassée (`allow_empty = true` dans [{ $section }] si c'est voulu)
ledger-no-url = { $place } doit contenir l'URL du registre et ne se lit pas
ledger-unreachable = impossible d'ouvrir le registre { $place }
ledger-tables = impossible de mettre à jour les tables du registre { $place }
ledger-lock-file = impossible de créer le fichier de verrou { $file }
ledger-in-use = un autre fieldlink envoie avec le registre { $place } ; attendez qu'il ait fini (deux à la fois pourraient envoyer une ligne deux fois)
ledger-lock = impossible de verrouiller le registre { $place }
ledger-statement = le registre n'a pas pu être lu ou écrit
ledger-full = impossible de lire ou d'écrire le registre : son disque est plein
ledger-memory = impossible de lire ou d'écrire le registre : son serveur n'a plus de mémoire
ledger-connections = impossible de lire ou d'écrire le registre : son serveur ne donne pas de connexion
ledger-stopping = impossible de lire ou d'écrire le registre : son serveur s'arrête, ou n'est pas encore prêt
ledger-away = impossible de lire ou d'écrire le registre : son serveur ne répond pas
ledger-unanswered = on ne sait pas si le registre l'a gardé
ledger-no-place = ce qui devrait contenir l'URL du registre n'est pas une URL postgres://
ledger-corrupt = la ligne { $row } du registre a un { $column } illisible
ledger-moved = { $expected } lignes du registre devaient changer et seules { $moved } ont pu : quelqu'un d'autre a changé le registre
ledger-no-such-row = le registre n'a pas de ligne { $row } pour ce profil
ledger-key-exists = l'expéditeur { $name } a déjà une clé ; choisissez un autre nom
ledger-no-such-key = aucun expéditeur { $name } n'a de clé qui ouvre quelque chose
ledger-no-key = { $place } doit contenir les clés du registre et ne se lit pas
ledger-keys = les clés du registre ne conviennent pas
ledger-sealed = ce que la ligne { $row } du registre garde pour l'envoi ne se lit pas
ledger-not-now = la ligne { $row } est à l'état { $state } : { $why }
ledger-no-such-link = la boîte n'a pas le lien { $url }
plan-file-unreadable = impossible de lire le plan { $file }
plan-file-unwritable = impossible d'écrire le plan { $file }
plan-file-no-plan = { $file } n'est pas un plan, ou est coupé : { $message }
plan-file-other = le plan est pour { $theirs }, et ceci est { $ours }
plan-file-tampered = le plan a été changé après coup, ou fait avec un autre registre ; seul un fichier écrit par `fieldlink plan --out` est envoyé
plan-file-false-approval = l'approbation du plan n'a pas été faite avec `fieldlink approve`
plan-file-other-config = fieldlink.toml, son environnement ou le programme ont changé depuis que le plan est fait
plan-file-changed = les données ont changé depuis que le plan a été fait : { $named }{ $more ->
    [0] {""}
   *[other] {" "}et { $more } autres
 }
plan-file-no-name = une approbation demande un nom
go-live-no-profile = fieldlink.toml n'a pas de profil { $what }
go-live-add-profile = ajoutez [profile.{ $what }] ; si les adresses ne le disent pas, avec `environment = "{ $what }"`
go-live-several = fieldlink.toml a plusieurs profils { $what } : { $names }
go-live-no-step = { $step } n'est pas une étape qu'une personne confirme ; ce sont { $known }
go-live-no-name = dites qui le dit
go-live-token = un jeton avec les droits { $scopes }
go-live-no-section = fieldlink.toml n'a pas de [{ $section }]
go-live-sent = { $accepted } acceptés, { $refused } refusés, { $open } incertains
go-live-links = { $done } liens sur { $all } sont faits
go-live-switched = rien de [profile.{ $profile }] n'appartient à un autre environnement
go-live-first-run = { $rows } lignes le { $day }, approuvées par { $by }
doctor-source = source { $source } pour [{ $section }]
doctor-empty = on ne planifie rien d'une source vide ; vérifiez-la, ou mettez `allow_empty = true` ({ $kind })
doctor-reachable = joignable, { $columns ->
    [one] 1 colonne, celle qui est nommée est là
   *[other] { $columns } colonnes, toutes celles qui sont nommées sont là
 }{ $how ->
    [none] {""}
   *[other] {" "}({ $how })
 }{ $unused ->
    [none] {""}
   *[other] {" "}; non utilisé, et peut-être utile : { $unused }
 }
doctor-may-be = { $column } comme { $field }
how-csv = encodage { $encoding } ; séparateur { $delimiter }
how-csv-below = { $how } ; les en-têtes sont à la ligne { $line }
how-workbook = un classeur du type { $kind }
how-workbook-sheets = { $how } ; la feuille { $read } est lue, mais pas : { $others }
encoding-mark = { $encoding }, d'après sa marque d'ordre des octets
encoding-configured = { $encoding }, comme il est réglé
encoding-zeros = { $encoding }, d'après ses octets nuls
encoding-guessed = { $encoding }, supposé ; mettez `encoding` si les noms sont mal écrits
connect-sqlite = impossible d'ouvrir { $file } ; vérifiez que c'est un fichier SQLite que cet utilisateur peut lire
connect-no-file = il n'y a pas de fichier { $file } ; vérifiez `path`
connect-refused = { $server } refuse l'utilisateur ou le mot de passe ; corrigez-les dans { $place }
connect-no-database = { $server } n'a pas cette base, ou cet utilisateur n'y a pas droit ; corrigez le nom dans { $place }
connect-url = l'URL de { $place } ne se lit pas ; elle a la forme postgres://user:password@host/database ou mysql://user:password@host/database, sans jdbc: devant, avec l'utilisateur et le mot de passe avant l'hôte
connect-nobody = personne ne répond sur { $server } ; vérifiez le serveur et le port dans { $place }, que la base tourne et qu'elle laisse entrer cette machine
connect-silent = { $server } ne répond pas ; vérifiez le serveur et le port dans { $place }, et qu'aucun pare-feu n'est entre les deux
connect-unreachable = impossible de joindre { $server } ; vérifiez le serveur et le port dans { $place }
connect-failed = impossible de se connecter à la base sur { $server } ; vérifiez { $place }
word-tab = tabulation
doctor-has = elle a : { $columns }
doctor-writable = on peut écrire dans { $place }
doctor-found = trouvé dans { $place }
doctor-without = émis, mais sans { $scopes }
doctor-offers = { $activities } activités, { $themes } initiatives spéciales, { $locales } langues avec monnaie, { $locations } localités
doctor-loans = { $loans } en remboursement
next-approver = dites qui approuve : --by NOM
next-plan-profile = choisissez le profil pour lequel est le plan
next-plans-folder = vérifiez qu'on peut écrire dans le dossier des plans, `plans` dans [run]
next-plan-again = refaites le plan avec `fieldlink plan --out FILE`, et faites approuver le nouveau
next-approval = `fieldlink plan --out FILE`, que quelqu'un le regarde et lance `fieldlink approve FILE --by NOM`, puis `fieldlink send --plan FILE`
next-guards = regardez `fieldlink plan` ; si c'est juste malgré tout, `fieldlink send --override-guards --by NOM` l'envoie cette fois
next-mixed-up = corrigez les réglages du profil dans fieldlink.toml
next-first-run = `fieldlink plan --limit 10 --out first.json`, `fieldlink approve first.json --by NOM`, puis `fieldlink send --plan first.json` ; `fieldlink go-live` montre toutes les étapes
next-clock = corrigez l'horloge : le mois d'un rapport en vient ; si elle est juste maintenant, `fieldlink send --clock-is-right`
next-server-clock = corrigez l'horloge de la machine (sous Linux : timedatectl) : le mois d'un rapport en vient ; si elle est juste et celle du serveur non, `fieldlink send --clock-is-right`
next-ledger-in-use = attendez qu'il ait fini, et relancez la commande
next-spool = faites de la place dans le dossier des fichiers temporaires, ou nommez-en un autre avec la variable d'environnement TMPDIR, et relancez la commande : elle continue où elle s'est arrêtée
next-ledger-memory = donnez plus de mémoire ou moins de travail au serveur du registre et relancez la commande : elle continue où elle s'est arrêtée
next-ledger-connections = vérifiez que le serveur du registre est prêt, fermez des programmes qui l'utilisent ou augmentez son max_connections, et relancez la commande
next-ledger-away = attendez que le serveur du registre fonctionne et relancez la commande : elle continue où elle s'est arrêtée
next-ledger-unanswered = faites de la place sur le disque du registre, ou vérifiez que son serveur va bien, et relancez la commande : elle n'envoie rien deux fois
next-ledger-full = faites de la place sur le disque du registre et relancez la commande : elle continue où elle s'est arrêtée et n'envoie rien deux fois
next-ledger-list = `fieldlink ledger list` montre les lignes qu'il y a, et leur état
next-inbox = `fieldlink inbox` montre les liens qu'il y a
next-key-list = `fieldlink receive key list` montre qui a une clé
next-ledger = vérifiez que le fichier ou le serveur du registre est là et qu'on peut y écrire ; ce qui est envoyé y est, et la prochaine exécution continue de là
next-source-empty = regardez la requête et le fichier ; si l'absence de lignes est normale, mettez `allow_empty = true`
next-back = `fieldlink go-live forth --by NOM` le laisse de nouveau envoyer
next-columns = corrigez les noms de colonnes dans fieldlink.toml, ou la requête ; dans un fichier, la première ligne non vide est prise pour l'en-tête : si des titres se trouvent au-dessus, mettez `header_row` dans son [source]
next-no-such-row = donnez le numéro de la ligne comme le fichier ou la feuille le compte, ou son Loan ID ; --kind dit quelle section
next-none-meant = vérifiez comment la colonne est écrite à présent, ou mettez `allow_empty = true` dans cette section si c'est voulu
next-source-connect = vérifiez que la base tourne et que l'URL, l'utilisateur et le mot de passe sont justes
next-source-file = vérifiez que le fichier est entier, fermé dans les autres programmes et sans mot de passe, puis relancez la commande ; rien n'a été envoyé
next-source-http = vérifiez `url`, la façon de se connecter, et que l'API tourne ; `fieldlink doctor` l'interroge
next-source-refused = corrigez la requête dans fieldlink.toml ; rien n'en a été fait
next-account-reads = demandez aux responsables de la base un compte qui ne peut que faire SELECT ; c'est le plus sûr pour toute base
next-source-query = essayez la requête dans le client de la base elle-même, et corrigez-la dans fieldlink.toml
next-source-value = corrigez la valeur là où elle est, ou la requête
next-source = mettez ce que nomme le message ; `fieldlink doctor` regarde toutes les sources
next-config = corrigez fieldlink.toml comme le dit le message
next-nothing-scheduled = ajoutez un [[schedule]] avec `name` et `cron`, ou envoyez à la main : `fieldlink send`
word-clock = horloge
word-ledger = registre
word-profile = profil
word-secret = secret
word-token = jeton
word-configuration = configuration
word-loans = prêts
configuration-file = fichier de configuration
doctor-next-set = mettez-le, et relancez `fieldlink doctor`
doctor-empty-fine = joignable ; il n'y a pas de lignes, ce qui est déclaré normal
doctor-no-rows = joignable, mais il n'y a pas de lignes
doctor-next-database = vérifiez que la base tourne, que l'URL, l'utilisateur et le mot de passe sont justes, et que la requête marche dans le client de la base elle-même
doctor-next-sqlite = vérifiez `path` et la requête
doctor-next-file = vérifiez `path`, et que le fichier est entier et n'est pas ouvert dans un autre programme
doctor-next-http = vérifiez `url`, la façon de se connecter, et que la demande marche comme le dit la documentation de l'API
doctor-next-push = vérifiez que la base du registre est joignable
doctor-next-profile = choisissez-en un avec --profile
doctor-next-ledger-url = mettez la variable, ou utilisez `ledger.path`
doctor-next-ledger = vérifiez que son dossier existe et qu'on peut y écrire, et ses clés
doctor-next-ledger-lock = attendez l'autre, ou voyez ce qu'il fait
doctor-next-secret = PA2 > Compte > Accès à l'API le montre au partenaire
doctor-token-issued = émis, avec tous les droits nécessaires
doctor-next-scopes = demandez à Kiva (ou à qui gère le PA2) d'accorder ces droits au client
step-kiva-verified = Kiva a regardé les essais et dit qu'ils sont justes
step-trained = Le coordinateur Kiva sait comment brouillons, remboursements et suivis arrivent par l'API
step-first-run-seen = Le coordinateur Kiva a vu les premières lignes dans PA2 et les a trouvées justes
step-stage-token = Stage répond avec un jeton
step-stage-drafts = Des brouillons de prêt ont été acceptés sur Stage
step-stage-repayments = Des remboursements ont été acceptés sur Stage
step-stage-journals = Des suivis ont été acceptés sur Stage
step-stage-links = Les liens de confirmation de Stage ont été ouverts et sont faits
step-credentials = Les identifiants sont ceux de la production, et d'aucun autre
step-production-token = La production répond avec un jeton
step-first-run = Un premier petit envoi, approuvé par une personne, est arrivé en production
step-unconfirmed = personne ne l'a confirmé
step-nothing-sent = rien n'a encore été envoyé en production
history-unsaid = rien ne dit combien de temps l'historique est gardé
next-keep-days = mettez `ledger.keep_days`, ou dites --days
maps-nothing = fieldlink.toml n'associe encore rien
next-init = `fieldlink init --source …` propose une association
nothing-sent = rien n'a été envoyé
next-type-profile = le nom tapé n'est pas celui du profil
probe-not-sandbox = --post-test-data est pour un bac à sable ; cette adresse est à Kiva
next-probe = sondez-la sans cela, ou servez un PA2 à vous : fieldlink pa2 serve
fineract-databases = Fineract garde ses données dans PostgreSQL ou MariaDB
next-fineract-source = donnez à --source une URL postgres:// ou mysql://, ou laissez-la pour utiliser ses rapports
standing-ready = prêts à être envoyés
standing-changed = modifiés après l'envoi, prêts à être renvoyés
standing-reported = déjà déclarés
standing-refused = refusés auparavant et inchangés depuis
standing-waiting = envoyés, réponse perdue
standing-suspicious = montant suspect
standing-held = retenus
standing-missing = absents du SIG
standing-unknown = inconnus chez Kiva
row-event-planned = planifiée
row-event-held = retenue
row-event-withdrawn = retirée
row-event-about-to-leave = sur le départ
row-event-accepted = acceptée
row-event-accepted-with-problems = acceptée avec problèmes
row-event-refused = refusée
row-event-not-taken = non prise
row-event-answer-lost = réponse perdue
row-event-found-there = trouvée là-bas
row-event-found-missing = trouvée absente
next-report-ending = choisissez une de ces terminaisons
next-file-free = vérifiez que son dossier existe, et qu'aucun autre programme n'a ouvert le fichier
next-folder = vérifiez que son dossier existe et qu'on peut y écrire
next-other-out = choisissez un autre endroit avec --out
next-other-status-address = choisissez une autre adresse avec --status-page
next-other-listen = choisissez une autre adresse avec --listen
next-other-receive = choisissez une autre adresse pour `receive` dans [run]
next-say-yes = dites --yes là où c'est voulu, comme dans une tâche
next-status = `fieldlink status` liste les lignes qui attendent une personne
next-ledger-show = `fieldlink ledger show ROW` dit pourquoi elle est retenue
# Les rapports d'un plan et d'un mois, et les limites de [guards].
report-summary = Résumé
report-none = Aucun.
report-made-by = { $at }, par { $by }
report-made-schedule = { $at }, par la tâche programmée { $name }
report-plan = Plan pour le partenaire { $partner }, { $period }
report-of-month = Remboursements du partenaire { $partner }, { $period }
report-guards = Limites qui l'arrêtent
report-why = Raison
report-place = Lieu
report-record = Donnée
report-column = Colonne
report-value = Valeur
report-what = Nature
report-kind = Type
report-records = Données
report-new = Nouveaux
report-changed = Modifiés
report-unchanged = Inchangés
report-held = Retenus
report-suspicious = Suspects
report-waiting = En attente
report-counts = Nombres
report-suspicious-of = Suspects, { $kinds }
report-held-of = Retenus, { $kinds }
report-notes-of = À regarder, { $kinds }
report-sent-of = À envoyer, { $kinds }
report-one-changed = modifié
report-one-new = nouveau
report-profile = Profil
report-month = Mois du rapport de remboursements
report-made = Fait
report-to-send = à envoyer
report-same = inchangés
report-for-person = attendent une personne
report-strange = suspects
report-back = retenus
report-expected = Prêts que Kiva attend
report-calls = Appels pour envoyer ce qui est prêt
report-ignored = Lignes d'autres prêts, laissées de côté
report-loan-id = Loan ID
report-kiva-id = ID de Kiva
report-status = État
report-currency = Monnaie
report-amount = Montant
report-last = Dernière fois
guard-rows = { $found ->
    [one] { $found } ligne serait envoyée ({ $kinds })
   *[other] { $found } lignes seraient envoyées ({ $kinds })
 } ; { $guard } permet { $limit }
guard-held = { $found ->
    [one] { $found } sur { $records } { $kinds } est retenu
   *[other] { $found } sur { $records } { $kinds } sont retenus
 } ; { $guard } permet { $limit } %
guard-changed = { $found ->
    [one] { $found } sur { $records } { $kinds } a changé
   *[other] { $found } sur { $records } { $kinds } ont changé
 } depuis l'envoi ; { $guard } permet { $limit } %
guard-suspicious = { $found ->
    [one] { $found } sur { $records } { $kinds } semble avoir un montant faux
   *[other] { $found } sur { $records } { $kinds } semblent avoir un montant faux
 } ; { $guard } permet { $limit } %
# Commandes : ce qui manque ou ne se peut pas.
nobody-asked = le profil { $profile } est de production, et il n'y a personne à qui demander
cannot-write = impossible d'écrire { $file } : { $why }
cannot-read = impossible de lire { $file } : { $why }
already-there = { $file } existe déjà
page-cannot-listen = la page d'état ne peut pas écouter sur { $address } : { $why }
receiver-cannot-listen = le récepteur ne peut pas écouter sur { $address } : { $why }
receiver-remote = { $address } est joignable par d'autres machines, et le récepteur parle HTTP sans chiffrement
cannot-listen = impossible d'écouter sur { $address } : { $why }
no-terminal = le terminal ne se lit pas : { $why }
no-client = { $file } ne contient pas client_id et client_secret
no-fineract = ce n'est pas une base de Fineract : il lui manque { $missing }
no-source = { $file } n'est aucune des sources qui se lisent
has-sources = { $file } a déjà des sources ou des sections
go-live-ending = { $file } : le rapport est en Markdown (.md) ou une page (.html)
no-address = { $text } n'est pas une adresse : { $why }
no-connection = aucune connexion n'est possible : { $why }
not-held = la ligne { $row } n'a pas été retenue par une personne
nothing-to-resolve = la ligne { $row } est à l'état { $state } : il n'y a rien à résoudre
no-pages = impossible d'écrire les pages dans { $folder } : { $why }
report-ending = { $file } : un rapport est une page (.html) ou un classeur (.xlsx)
report-file = impossible d'écrire { $file }
report-workbook = impossible de faire le classeur
explain-borrower = emprunteur { $number }
explain-due-date = échéance { $number }
next-other-config = choisissez un autre nom avec --config, ou remplacez-le avec --force
next-client-missing = faites-le avec `fieldlink pa2 client create --partner ID --json > FILE`
next-client-file = ce doit être ce qu'écrit `fieldlink pa2 client create --json`
next-fineract-database = vérifiez le nom de la base ; le premier locataire de Fineract est dans fineract_default
next-init-arguments = donnez --partner, --source et --client en arguments
next-source-kind = donnez un fichier .csv, .xlsx, .xls, .xlsb, .ods, .db ou .sqlite, une URL postgres:// ou mysql://, odbc: et une chaîne de connexion, `push` ou `none`
next-other-workbook = il est peut-être rempli : choisissez un autre nom, ou remplacez-le avec --force
next-append = enlevez --append, et copiez ce qui s'affiche là où il faut
next-writable = vérifiez que l'on peut y écrire
next-loopback = écoutez sur 127.0.0.1, ou mettez devant un proxy avec TLS et ajoutez --allow-remote
next-other-folder = choisissez un dossier où l'on peut écrire
next-log = nommez le journal avec --log, ou ne le demandez pas
next-https = écrivez-la comme https://host
next-certificates = vérifiez les certificats de cette machine
word-report = signalez-le-nous
try-again = réessayez
word-loan = prêt
group-loan = prêt de groupe
word-repayment = remboursement
word-journal = suivi
word-stands = tel quel
word-default = par défaut
word-values = values
word-always = toujours
trim-remove = couper et enlever
word-date = date
word-amount = montant
whole-number = nombre entier
yes-no = oui ou non
word-gender = genre
looked-up = cherché
explain-left-out = laissé de côté, car non : { $when }
follows-use-loan = pour suivre « will use this loan »
# Ce qui reste à côté d'un fichier d'un dossier surveillé.
result-counts = envoyés : { $sent }, retenus ou refusés : { $held }, attendent une personne : { $waiting }
result-row = ligne { $row } ({ $key }) : { $message }
result-again = le lien s'est arrêté pendant qu'il travaillait sur ce fichier et l'a repris ; ce qu'il avait déjà envoyé ne l'a pas été deux fois et compte ici comme inchangé
result-next = Que faire : { $next }
result-plan = un plan de { $rows ->
    [one] { $rows } ligne
   *[other] { $rows } lignes
 } attend une approbation : { $file }
result-approve = lisez { $report } ; `fieldlink approve { $file } --by NOM` permet de l'envoyer ; pour le refuser, retirez ce fichier du dossier
result-open = à ouvrir pour relire et publier : { $url }
dropped-ending = { $file } n'est pas un fichier que [source.{ $source }] peut lire ; il doit finir par .{ $endings }
waits-approval = attend l'approbation
dropped-gone = le fichier qui a été planifié n'attend plus : { $file }
next-drop-again = déposez de nouveau le fichier dans le dossier ; il est planifié à nouveau
dropped-name = personne ne peut dire ce que contient { $file } : son nom doit commencer comme l'un de { $names }
next-dropped = renommez le fichier, ou corrigez [watch] dans fieldlink.toml, et déposez-le de nouveau
next-doctor = lancez `fieldlink doctor` : il regarde tout ce qu'il faut à une exécution
place-variable = la variable d'environnement { $name }
place-file = le fichier { $file }
place-output = la sortie de { $program }
no-folder = impossible de créer le dossier { $folder } : { $why }
secret-variable = la variable d'environnement { $variable } n'est pas définie ; elle doit contenir le secret du client
secret-file = impossible de lire { $file }, qui doit contenir le secret du client : { $why }
secret-empty = { $place } : il n'y a rien ; le secret du client doit y être
place-config = le fichier de configuration
next-cursor = nommez une colonne qui est mise à jour à chaque écriture d'une donnée, ou enlevez `incremental` pour lire toutes les lignes
run-doubled-columns = la source { $source } a plusieurs colonnes nommées { $names } pour [{ $section }] ; donnez à chacune son nom
next-doubled-columns = renommez l'une d'elles dans le fichier ou la requête
stands-for-nothing = un mot qui ne dit rien
word-rate = taux
as-is = { $text }
column-near = « { $name } » (vouliez-vous dire « { $near } » ?)
column-quoted = « { $name } »
stop-wrong-token = le client est celui d'un autre partenaire : vérifiez `partner.id` et `client_id`
notify-secret = [notify] { $key } : { $message }
notify-email = [notify.email] : { $why }
notify-http = la connexion pour les web hooks ne peut pas être préparée
api-firewall = quelque chose répond à la place du serveur : { $message }
stop-too-large = demandez à qui gère le serveur, ou le proxy placé devant, d'accepter de plus grandes requêtes
plan-file-difference = { $kind } { $key } { $what }
difference-changed = a changé
difference-gone = ne serait plus envoyé
difference-new = n'est pas dans le plan
explain-only-where = seules les lignes où { $when } sont regardées
report-done = Fait
notify-secret-empty = le secret est vide
notify-no-variable = la variable d'environnement { $name } n'est pas définie
notify-no-file = { $file } ne peut pas être lu : { $why }
not-now-may-have-arrived = elle est peut-être arrivée ; regardez dans PA2, puis dites-le avec `fieldlink ledger resolve`
not-now-look = regardez dans PA2 si elle est arrivée, puis dites-le avec `fieldlink ledger resolve`
not-now-twice = le serveur l'a ; envoyée encore, elle y serait deux fois
word-trim-remove = trim, remove
word-done = fait
not-now-not-sent = elle n'a pas été envoyée ; le prochain plan la regarde encore
not-json = la réponse ne peut pas être écrite en JSON : { $why }
