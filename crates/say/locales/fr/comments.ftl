# Les commentaires d'un nouveau fieldlink.toml, ligne par ligne.
plain-what-the-link-knows-about-you-where-your = Ce que le lien sait de vous, où sont vos données et où elles vont.
plain-all-keys-docs-fieldlink-toml-md-secrets-do = Toutes les clés : docs/fieldlink-toml.md. Pas de secrets ici : nommez la variable ou le fichier qui les contient.
plain-your-number-at-kiva = Votre numéro chez Kiva.
plain-moments-with-an-offset-become-days-of-this = Les moments avec un décalage horaire deviennent des jours de ce fuseau.
plain-what-the-amount-of-a-repayment-means-pa2 = Ce que veut dire le montant d'un remboursement. PA2 > Account > Profile dit lequel :
plain-cumulative-principal-repaid-principal-outstanding-or-amount-this = cumulative_principal_repaid, principal_outstanding ou amount_this_month.
plain-pa2-account-profile-csv-upload-format-two-column = PA2 > Account > Profile > CSV upload format : two_column (Loan ID) ou three_column (Loan ID et Client ID).
plain-local-currency-for-one-us-dollar-for-rules = Monnaie locale pour un dollar américain, pour les règles données en dollars. Peut être omis.
plain-where-to-deliver-fieldlink-pa2-serve-is-a = Où livrer. `fieldlink pa2 serve` est votre propre PA2 pour faire des essais.
plain-fieldlink-s-own-pa2-honours-idempotency-keys-kiva = Le PA2 de Fieldlink respecte les clés d'idempotence ; celui de Kiva non.
plain-kiva-s-own-each-with-a-ledger-of = Ceux de Kiva, chacun avec son propre registre ; `fieldlink go-live` mène du premier au second.
plain-what-was-sent-is-remembered-here-keep-this = Ici est retenu ce qui a été envoyé. Gardez ce fichier : il empêche d'envoyer un prêt deux fois.
plain-where-your-data-is-kinds-postgres-mysql-mariadb = Où sont vos données. Types : postgres, mysql (MariaDB aussi), sqlite, csv, workbook ; mssql, odbc et http aussi (docs/using-the-link.md).
plain-the-variable-that-holds-postgres-user-password-host = La variable qui contient postgres://user:password@host/database. Donnez au lien un utilisateur qui ne peut que lire.
plain-the-variable-that-holds-the-url-you-gave = La variable qui contient l'URL que vous avez donnée. L'utilisateur du lien ne doit pouvoir que lire.
plain-say-where-the-rest-comes-from-a-value = Dites d'où vient le reste ; une valeur dans {"{"} value = … {"}"} est la même pour tous les prêts :
plain-due-dates-joined-by-the-loan-id-in = Échéances, reliées par le Loan ID de la colonne `key` :
plain-borrowers-of-group-loans-joined-by-the-group = Emprunteurs de prêts de groupe, reliés par le Loan ID du groupe de la colonne `key` :
plain-put-your-number-here = mettez ici votre numéro
plain-what-plug-ins-and-macros-send-to-fieldlink = Ce que les modules et les macros envoient à `fieldlink receive`. Ici ils utilisent les noms des champs ; pour des
plain-of-their-own-say-which-is-which-loan = noms à eux, dites lequel est lequel : loan_id = "account_no".
plain-nothing-may-have-been-sent-yet = Il se peut que rien n'ait encore été envoyé.
plain-loans-to-be-posted-one-row-for-each = Prêts à publier : une ligne par prêt.
plain-what-has-been-repaid-one-row-for-each = Ce qui a été remboursé : une ligne par prêt.
plain-news-of-borrowers-one-row-for-each-journal = Suivis des emprunteurs : une ligne par suivi.
plain-perhaps = peut-être
plain-say-which-is-female-and-which-is-male = dites lequel est femme et lequel homme : values = {"{"} … = "female" {"}"}
plain-say-which-means-yes-values-yes = dites lequel veut dire oui : values = {"{"} … = "yes" {"}"}
plain-the-first-rows-do-not-tell-whether-the = les premières lignes ne disent pas si le jour ou le mois vient d'abord : vérifiez
plain-the-workbook-that-fieldlink-template-wrote-rows-without = Le classeur qu'a écrit `fieldlink template`. Les lignes sans "yes" sous Send sont laissées de côté.
plain-fineract-lets-each-partner-name-its-genders = Fineract laisse chaque partenaire nommer ses genres.
plain-from-the-data-table-kiva-on-m-loan = De la table de données `kiva` sur m_loan (docs/fineract.md dit comment la créer).
plain-this-database-has-no-data-table-kiva-on = Cette base n'a pas de table de données `kiva` sur m_loan (docs/fineract.md dit comment la créer). D'ici là :
plain-photos-over-fineract-s-api-fineract-makes-them = Photos, par l'API de Fineract. Fineract les réduit lui-même.
plain-fineract-s-database-by-a-user-that-may = La base de Fineract, avec un utilisateur qui ne peut que lire, sur une réplique s'il y en a une.
plain-instead-what-was-repaid-until-the-end-of = À la place, ce qui a été remboursé jusqu'à la fin du mois dernier, d'après les transactions :
plain-the-reports-type-table-with-these-texts-postgres = Les rapports : type Table, avec ces textes (les mêmes pour postgres et d'autres).
plain-the-reports-type-table-with-these-texts-mysql = Les rapports : type Table, avec ces textes (les mêmes pour mysql et d'autres).
plain-fineract-s-api-by-a-user-whose-role = L'API de Fineract, avec un utilisateur dont le rôle ne peut que lire.
plain-loans-of-the-fund-that-are-approved-or = Prêts du fonds qui sont approuvés ou actifs.
plain-the-borrowers-of-glim-and-jlg-lendings = Les emprunteurs des crédits GLIM et JLG.
plain-due-dates-whether-fees-and-penalties-belong-to = Échéances. C'est à vous de dire si les frais et les pénalités font partie des intérêts : ajoutez s.fee_charges_amount et
plain-s-penalty-charges-amount-to-s-interest-amount = s.penalty_charges_amount à s.interest_amount si oui.
plain-principal-repaid-until-now = Capital remboursé jusqu'ici.
plain-titles-stand-above-the-names-of-the-columns = Des titres se trouvent au-dessus des noms de colonnes.
