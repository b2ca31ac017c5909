said-config-variable = dans l'environnement ({ $variable }) : { $message }
said-key-type = il y a { $found } ; { $expected } est attendu
said-key-value = `{ $name }` n'est pas connu ici ; { $meant }
said-key-unknown = il n'y a pas de telle clé ici ; { $meant }
said-key-missing = `{ $name }` manque ; ajoutez ici `{ $name } = …`
said-key-near = vouliez-vous dire `{ $near }` ?
said-key-one-of = est attendu l'un de : { $known }
said-check-profile = il n'y a pas de [profile.{ $name }]
said-check-source = il n'y a pas de [source.{ $name }]
said-check-source-known = il n'y a pas de [source.{ $name }] ; le fichier a { $known }
said-check-source-unused = aucune section du fichier n'utilise [source.{ $name }]
said-check-needs-query = une source { $kind } a besoin ici de `query`
said-check-no-queries = une source { $kind } n'a pas de requêtes
said-check-no-sheets = une source { $kind } n'a pas de feuilles
said-check-no-files = une source { $kind } n'a pas de fichiers à choisir
said-check-no-photos = une source { $kind } n'a pas de photos à interroger
said-check-no-paths = une source { $kind } n'a pas de chemins ; utilisez `query`, ou des fichiers
said-check-since = la requête demande :since ; dites ce que c'est : une table [{ $section }.incremental] avec `column` et `start`
said-check-receive = { $address } se joint depuis d'autres machines ; mettez une adresse de celle-ci, comme 127.0.0.1:8610
said-check-schedule = « { $name } » : { $what }
said-check-cron = cron = "{ $cron }" ne se lit pas ({ $why }) ; cinq champs sont attendus, comme "30 2 * * MON-FRI"
said-check-watch-kind = [source.{ $name }] est de type { $kind } ; on dépose des fichiers pour les sources csv et workbook
said-check-address = « { $address } » n'est pas une adresse e-mail
said-check-kind-without = kind = "{ $kind }" n'a pas de `{ $key }`
said-check-kind-url = kind = "{ $kind }" a besoin de l'un de `url_env`, `url_file` et `url`
said-check-kind-path = kind = "{ $kind }" a besoin de `path`
said-check-encoding = `{ $encoding }` n'est pas un encodage ; un nom comme utf-8 ou windows-1252 est attendu
said-check-auth = cette façon de s'identifier a besoin de `auth.{ $needed }`
said-check-rows = requests.{ $name }.rows est un pointeur JSON : il commence par une barre oblique, comme /pageItems
said-check-paging-at = requests.{ $name }.paging a besoin de `at` : où la réponse dit la page suivante
said-check-paging-pointer = requests.{ $name }.paging.at est un pointeur JSON : il commence par une barre oblique
said-check-paging-size = requests.{ $name }.paging.size : au moins 1 est attendu
said-check-request = la source n'a pas la requête `{ $name }` ; elle a : { $known }
said-check-no-request = une source http a besoin ici du nom d'une requête ; la source a : { $known }
said-query-beginning = une requête commence par SELECT ou WITH ; celle-ci commence par { $word }
said-query-procedure = { $word } lance une procédure, qui peut valider ce qu'elle change ; écrivez le SELECT qu'elle fait, ou demandez-en une vue
said-query-function = la fonction { $name } peut agir hors de la transaction qui ne fait que lire ; retirez-la, ou faites-la mettre dans une vue par les responsables de la base
said-query-word = la requête ne peut que lire, mais contient le mot { $word } ; une colonne de ce nom se met entre guillemets
said-query-open = { $what } s'ouvre et ne se ferme pas
plain-a-partner-id-is-a-number-above-zero = le numéro d'un partenaire est supérieur à zéro
plain-the-secret-itself-does-not-belong-in-this = le secret lui-même n'a pas sa place dans ce fichier ; dites où il est par `client_secret_env` ou `client_secret_file` (ou mettez `secret_in_config = true` s'il le faut)
plain-say-where-the-secret-is-exactly-one-of = dites où est le secret : exactement l'un de `client_secret_env`, `client_secret_file` et `client_secret_command`
plain-name-a-program-then-its-arguments = mettez un programme, puis ses arguments
plain-either-this-or-key-env-not-both = soit ceci, soit `key_env`, pas les deux
plain-either-this-or-url-env-not-both = soit ceci, soit `url_env`, pas les deux
plain-several-workers-need-a-ledger-on-postgresql-set = plusieurs processus à la fois ont besoin d'un registre sur PostgreSQL : mettez `url_env` ou `url_file`
plain-rows-of-one-group-may-have-been-written = les lignes d'un groupe peuvent avoir été écrites à des moments différents ; retirez ceci ou `group_by`
plain-the-query-does-not-ask-for-it-add = la requête ne le demande pas : ajoutez `WHERE changed_at >= :since` avec le nom de la colonne
plain-a-condition-needs-column-and-at-least-one = une condition a besoin de `column` et d'au moins l'un de `is`, `is_not` et `empty`
plain-this-field-is-required-name-its-column = ce champ est obligatoire : nommez sa colonne
plain-either-this-each-row-is-a-borrower-or = soit ceci (chaque ligne est un emprunteur), soit [loan_drafts.members], pas les deux
plain-photos-are-in-one-place-only-one-of = les photos sont en un seul endroit : un seul de ceci, `columns.photo`, `photos.query` et `photos.path`
plain-expected-1-to-300-rows-per-call = de 1 à 300 lignes par appel sont attendues
plain-expected-1-to-300-journals-per-call = de 1 à 300 journaux par appel sont attendus
plain-every-schedule-needs-a-name-of-its-own = chaque horaire a besoin d'un nom à lui
plain-say-where-the-secret-is-one-of-secret = dites où est le secret : l'un de `secret_env` et `secret_file`
plain-must-begin-with-https-plain-http-is-for = doit commencer par https:// (http sans chiffrement n'est que pour cette machine)
plain-holds-a-password-name-its-place-with-password = contient un mot de passe ; dites où il est par `password_env` ou `password_file`
plain-name-at-least-one-address = mettez au moins une adresse
plain-kind-push-has-no-path-its-records-wait = kind = "push" n'a pas de path : ses enregistrements attendent dans la base du registre
plain-kind-http-needs-url-what-stands-before-every = kind = "http" a besoin de `url` : ce qui précède chaque chemin
plain-kind-http-needs-a-request-a-table-such = kind = "http" a besoin d'une requête : une table comme [source.mis.http.requests.loans]
plain-expected-one-character-such-as-or-tab = un caractère est attendu, comme ";", ou "tab"
plain-exactly-one-of-auth-secret-env-and-auth = exactement l'un de `auth.secret_env` et `auth.secret_file` dit où est le secret
plain-a-source-of-photos-needs-query-or-path = une source de photos a besoin aussi de `query` ou de `path`
plain-the-query-is-empty = la requête est vide
plain-what-stands-in-is-no-comment-to-mysql = ce qui est dans /*! … */ n'est pas un commentaire pour MySQL : il l'exécute ; retirez-le
plain-a-comment-holds-a-line-break-that-not = un commentaire contient un saut de ligne que toutes les bases ne prennent pas pour tel ; terminez sa ligne par un saut de ligne ordinaire
plain-the-query-holds-a-zero-byte = la requête contient un octet zéro
plain-the-name-of-a-function-is-written-in = le nom d'une fonction est écrit en codes (U&) ; écrivez-le tel quel
plain-the-database-takes-it-for-a-statement-without = la base la prend pour une instruction sans lignes, et non pour une requête
plain-only-one-statement-is-allowed-there-is-more = une seule instruction est permise : il y en a plus après le `;`
plain-quote = un guillemet
plain-comment = un commentaire
plain-dollar-quote = un guillemet dollar
