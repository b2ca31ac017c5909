config-variable = dans l'environnement ({ $variable }) : { $message }
key-type = il y a { $found } ; { $expected } est attendu
key-value = `{ $name }` n'est pas connu ici ; { $meant }
key-unknown = il n'y a pas de telle clé ici ; { $meant }
key-missing = `{ $name }` manque ; ajoutez ici `{ $name } = …`
key-near = vouliez-vous dire `{ $near }` ?
key-one-of = est attendu l'un de : { $known }
check-profile = il n'y a pas de [profile.{ $name }]
check-source = il n'y a pas de [source.{ $name }]
check-source-known = il n'y a pas de [source.{ $name }] ; le fichier a { $known }
check-source-unused = aucune section du fichier n'utilise [source.{ $name }]
check-needs-query = une source { $kind } a besoin ici de `query`
check-no-queries = une source { $kind } n'a pas de requêtes
check-no-sheets = une source { $kind } n'a pas de feuilles
check-no-files = une source { $kind } n'a pas de fichiers à choisir
check-no-photos = une source { $kind } n'a pas de photos à interroger
check-no-paths = une source { $kind } n'a pas de chemins ; utilisez `query`, ou des fichiers
check-since = la requête demande :since ; dites ce que c'est : une table [{ $section }.incremental] avec `column` et `start`
check-receive = { $address } se joint depuis d'autres machines ; mettez une adresse de celle-ci, comme 127.0.0.1:8610
check-schedule = « { $name } » : { $what }
check-cron = cron = "{ $cron }" ne se lit pas ({ $why }) ; cinq champs sont attendus, comme "30 2 * * MON-FRI"
check-watch-kind = [source.{ $name }] est de type { $kind } ; on dépose des fichiers pour les sources csv et workbook
check-address = « { $address } » n'est pas une adresse e-mail
check-kind-without = kind = "{ $kind }" n'a pas de `{ $key }`
check-kind-url = kind = "{ $kind }" a besoin de l'un de `url_env`, `url_file` et `url`
check-kind-path = kind = "{ $kind }" a besoin de `path`
check-encoding = `{ $encoding }` n'est pas un encodage ; un nom comme utf-8 ou windows-1252 est attendu
check-auth = cette façon de s'identifier a besoin de `auth.{ $needed }`
check-rows = requests.{ $name }.rows est un pointeur JSON : il commence par une barre oblique, comme /pageItems
check-paging-at = requests.{ $name }.paging a besoin de `at` : où la réponse dit la page suivante
check-paging-pointer = requests.{ $name }.paging.at est un pointeur JSON : il commence par une barre oblique
check-paging-size = requests.{ $name }.paging.size : au moins 1 est attendu
check-request = la source n'a pas la requête `{ $name }` ; elle a : { $known }
check-no-request = une source http a besoin ici du nom d'une requête ; la source a : { $known }
query-beginning = une requête commence par SELECT ou WITH ; celle-ci commence par { $word }
query-procedure = { $word } lance une procédure, qui peut valider ce qu'elle change ; écrivez le SELECT qu'elle fait, ou demandez-en une vue
query-function = la fonction { $name } peut agir hors de la transaction qui ne fait que lire ; retirez-la, ou faites-la mettre dans une vue par les responsables de la base
query-word = la requête ne peut que lire, mais contient le mot { $word } ; une colonne de ce nom se met entre guillemets
query-open = { $what } s'ouvre et ne se ferme pas
check-partner-id = le numéro d'un partenaire est supérieur à zéro
check-secret-in-file = le secret lui-même n'a pas sa place dans ce fichier ; dites où il est par `client_secret_env` ou `client_secret_file` (ou mettez `secret_in_config = true` s'il le faut)
check-secret-place = dites où est le secret : exactement l'un de `client_secret_env`, `client_secret_file` et `client_secret_command`
check-secret-command = mettez un programme, puis ses arguments
check-key-both = soit ceci, soit `key_env`, pas les deux
check-url-both = soit ceci, soit `url_env`, pas les deux
check-workers = plusieurs processus à la fois ont besoin d'un registre sur PostgreSQL : mettez `url_env` ou `url_file`
check-incremental-groups = les lignes d'un groupe peuvent avoir été écrites à des moments différents ; retirez ceci ou `group_by`
check-incremental-query = la requête ne le demande pas : ajoutez `WHERE changed_at >= :since` avec le nom de la colonne
check-condition = une condition a besoin de `column` et d'au moins l'un de `is`, `is_not` et `empty`
check-field-required = ce champ est obligatoire : nommez sa colonne
check-group-both = soit ceci (chaque ligne est un emprunteur), soit [loan_drafts.members], pas les deux
check-photos-one = les photos sont en un seul endroit : un seul de ceci, `columns.photo`, `photos.query` et `photos.path`
check-batch-rows = de 1 à 300 lignes par appel sont attendues
check-batch-journals = de 1 à 300 suivis par appel sont attendus
check-schedule-name = chaque horaire a besoin d'un nom à lui
check-webhook-secret = dites où est le secret : l'un de `secret_env` et `secret_file`
check-webhook-https = doit commencer par https:// (http sans chiffrement n'est que pour cette machine)
check-smtp-password = contient un mot de passe ; dites où il est par `password_env` ou `password_file`
check-email-to = mettez au moins une adresse
check-push-path = kind = "push" n'a pas de path : ses enregistrements attendent dans la base du registre
check-http-url = kind = "http" a besoin de `url` : ce qui précède chaque chemin
check-http-requests = kind = "http" a besoin d'une requête : une table comme [source.mis.http.requests.loans]
check-delimiter = un caractère est attendu, comme ";", ou "tab"
check-quote = un caractère est attendu, comme "'"
check-auth-secret = exactement l'un de `auth.secret_env` et `auth.secret_file` dit où est le secret
check-photos-query = une source de photos a besoin aussi de `query` ou de `path`
query-empty = la requête est vide
query-comment-runs = ce qui est dans /*! … */ n'est pas un commentaire pour MySQL : il l'exécute ; retirez-le
query-line-break = un commentaire contient un saut de ligne que toutes les bases ne prennent pas pour tel ; terminez sa ligne par un saut de ligne ordinaire
query-zero-byte = la requête contient un octet zéro
query-coded-name = le nom d'une fonction est écrit en codes (U&) ; écrivez-le tel quel
query-no-columns = la base la prend pour une instruction sans lignes, et non pour une requête
query-several = une seule instruction est permise : il y en a plus après le `;`
word-quote = un guillemet
word-comment = un commentaire
dollar-quote = un guillemet dollar
