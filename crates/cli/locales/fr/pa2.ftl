demo-runs = PA2 tourne sur { $url }
demo-earlier = Il y a six semaines : { $loans } prêts du MIS d'exemple sont publiés et financés
demo-today = Aujourd'hui : le MIS contient des paiements, des visites et de nouveaux prêts ; quelques lignes sont fausses exprès
demo-published = Le coordinateur a publié { $drafts } brouillons
demo-confirmed = Le coordinateur a confirmé une archive de journaux
demo-final = Le coordinateur a rendu définitif le rapport de { $period }
demo-sent = { $kinds } { $sent } envoyés, { $held } retenus, { $remarks } avec une remarque de PA2
demo-held = retenu { $key } : { $why }
demo-refused = refusé { $key } : { $why }
demo-stopped = arrêté : { $why } { $next }
demo-counted = Comptés dans les tables de PA2 : { $lost } perdus, { $twice } en double.
demo-confirm = Lien de confirmation : { $url }
demo-took = Cela a pris { $seconds } secondes.
demo-where =
    PA2 continue de tourner. Ce que fait maintenant un coordinateur de Kiva :
    {"  "}se connecter sur      { $url }/sign-in
    {"  "}en tant que           { $email }
    {"  "}avec le mot de passe  { $password }
    {"  "}puis publier les nouveaux brouillons, ouvrir le lien de confirmation et rendre définitif le rapport du mois.
    Les données, fieldlink.toml et le registre sont dans { $folder }
    Ctrl-C l'arrête.
pa2-audit-broken = la piste d'audit est rompue : { $whose }
pa2-audit-compare = comparez avec une sauvegarde : à partir de la ligne nommée, des lignes ont été changées, ajoutées ou enlevées
pa2-audit-whole = { $whose } : { $rows } lignes, intact ; la dernière { $last }
pa2-audit-broken-at = { $whose } : { $rows } lignes, rompu à la ligne { $row }
pa2-installation = l'installation
pa2-partner = partenaire { $partner }
pa2-copy-secret = Copiez le secret maintenant. Il ne sera plus montré.
pa2-head-name = nom
pa2-head-scope = droits
pa2-head-secrets = nombre de secrets
pa2-head-used = dernier usage
pa2-head-retired = retiré
pa2-head-email = e-mail
pa2-head-role = rôle
pa2-never = jamais
pa2-retired = { $client } est retiré.
pa2-secret-retired = Le secret { $secret } de { $client } est retiré.
pa2-moving = Passage des prêts et des rapports à leur jour
pa2-now = { $now } (dans le calendrier de PA2 { $day })
pa2-key = La clé { $key } est publiée et signera dans dix minutes.
pa2-no-kiva-id = { $id } n'est pas un Kiva ID, qui est un nombre
pa2-name-partner = pour le Loan ID du partenaire lui-même, nommez aussi le partenaire : --partner 1
pa2-loan = Le prêt { $kiva } (Loan ID { $loan }) est à l'état { $status }
pa2-smtp-variable = écrivez smtps://user@host, et mettez le mot de passe dans la variable d'environnement { $variable }
pa2-smtp-password = l'URL de SMTP contient un mot de passe, que tout processus de cette machine pourrait lire
pa2-example-data = par exemple : --data ./pa2-data
pa2-where = dites où PA2 garde ses données : --data DIR ou --database-url URL
pa2-not-opened = PA2 n'a pas pu être ouvert
pa2-settings-unreadable = impossible de lire le fichier de réglages { $file }
pa2-folder-unmade = impossible de créer le dossier de données { $folder }
pa2-check-server = vérifiez que le serveur tourne, que la base existe et que l'utilisateur et le mot de passe sont justes
pa2-partner-is = Le partenaire { $partner } est { $name }.
pa2-sandbox-empty = Le bac à sable est vide ; son horloge montre l'heure réelle
pa2-no-scenario = il n'y a pas de scénario « { $name } »
pa2-making-loans = Création de prêts
pa2-scenario-made = { $loans } prêts et { $drafts } brouillons créés pour le partenaire { $partner }
pa2-snapshot-kept = L'instantané { $name } est gardé
pa2-snapshot-back = L'instantané { $name } est remis en place
pa2-snapshot-forgotten = L'instantané { $name } est oublié
pa2-no-snapshot = Aucun instantané n'est gardé
pa2-loans = { $loans } prêts
pa2-no-fault-kind = il n'y a pas de telle route ou de tel type
pa2-fault-waits = La panne attend ; un serveur en marche la prend en moins d'une seconde
pa2-no-fault = Aucune panne n'attend
pa2-every-call = chaque appel
pa2-more-calls = encore { $calls } appels
pa2-seeding = { $done } prêts sur { $all }, { $rate }, reste { $left }
pa2-seeded = { $made } prêts créés pour le partenaire { $partner } en { $seconds } s ({ $already } étaient déjà là)
pa2-cannot-listen = impossible d'écouter sur { $address }
pa2-listens = PA2 écoute sur { $address } en tant que { $url }
pa2-server-stopped = le serveur s'est arrêté
pa2-can-sign-in = { $name } peut se connecter en tant que { $email }.
pa2-other-password = { $email } a un autre mot de passe.
pa2-disabled = { $email } ne peut plus se connecter.
pa2-password = mot de passe
pa2-copy-password = Copiez le mot de passe maintenant. Il ne sera plus montré.
pa2-password-unreadable = impossible de lire le mot de passe
