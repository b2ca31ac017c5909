# Los comentarios de un fieldlink.toml nuevo, línea por línea.
plain-what-the-link-knows-about-you-where-your = Lo que el enlace sabe de usted, dónde están sus datos y adónde van.
plain-all-keys-docs-fieldlink-toml-md-secrets-do = Todas las claves: docs/fieldlink-toml.md. Aquí no van secretos: nombre la variable o el archivo que los contiene.
plain-your-number-at-kiva = Su número en Kiva.
plain-moments-with-an-offset-become-days-of-this = Los momentos con diferencia horaria se vuelven días de esta zona horaria.
plain-what-the-amount-of-a-repayment-means-pa2 = Qué significa el monto de un pago. PA2 > Account > Profile dice cuál:
plain-cumulative-principal-repaid-principal-outstanding-or-amount-this = cumulative_principal_repaid, principal_outstanding o amount_this_month.
plain-pa2-account-profile-csv-upload-format-two-column = PA2 > Account > Profile > CSV upload format: two_column (Loan ID) o three_column (Loan ID y Client ID).
plain-local-currency-for-one-us-dollar-for-rules = Moneda local por un dólar de EE. UU., para las reglas dadas en dólares. Se puede omitir.
plain-where-to-deliver-fieldlink-pa2-serve-is-a = Adónde se entrega. `fieldlink pa2 serve` es un PA2 propio para hacer pruebas.
plain-fieldlink-s-own-pa2-honours-idempotency-keys-kiva = El PA2 de Fieldlink respeta las claves de idempotencia; el de Kiva no.
plain-kiva-s-own-each-with-a-ledger-of = Los de Kiva, cada uno con su propio libro; `fieldlink go-live` lleva del primero al segundo.
plain-what-was-sent-is-remembered-here-keep-this = Aquí se recuerda lo enviado. Conserve este archivo: impide que un préstamo se envíe dos veces.
plain-where-your-data-is-kinds-postgres-mysql-mariadb = Dónde están sus datos. Tipos: postgres, mysql (también MariaDB), sqlite, csv, workbook; también mssql, odbc y http (docs/using-the-link.md).
plain-the-variable-that-holds-postgres-user-password-host = La variable que contiene postgres://user:password@host/database. Dé al enlace un usuario que solo pueda leer.
plain-the-variable-that-holds-the-url-you-gave = La variable que contiene la URL que usted dio. El usuario del enlace solo debe poder leer.
plain-say-where-the-rest-comes-from-a-value = Diga de dónde viene lo demás; un valor en {"{"} value = … {"}"} es el mismo para todos los préstamos:
plain-due-dates-joined-by-the-loan-id-in = Vencimientos, unidos por el Loan ID de la columna `key`:
plain-borrowers-of-group-loans-joined-by-the-group = Prestatarios de préstamos grupales, unidos por el Loan ID del grupo de la columna `key`:
plain-put-your-number-here = ponga aquí su número
plain-what-plug-ins-and-macros-send-to-fieldlink = Lo que complementos y macros envían a `fieldlink receive`. Aquí usan los nombres de los campos; si tienen
plain-of-their-own-say-which-is-which-loan = nombres propios, diga cuál es cuál: loan_id = "account_no".
plain-nothing-may-have-been-sent-yet = Puede que aún no se haya enviado nada.
plain-loans-to-be-posted-one-row-for-each = Préstamos por publicar: una fila por préstamo.
plain-what-has-been-repaid-one-row-for-each = Lo que se ha pagado: una fila por préstamo.
plain-news-of-borrowers-one-row-for-each-journal = Noticias de los prestatarios: una fila por seguimiento.
plain-perhaps = quizás
plain-say-which-is-female-and-which-is-male = diga cuál es mujer y cuál hombre: values = {"{"} … = "female" {"}"}
plain-say-which-means-yes-values-yes = diga cuál significa sí: values = {"{"} … = "yes" {"}"}
plain-the-first-rows-do-not-tell-whether-the = las primeras filas no dicen si va antes el día o el mes: compruébelo
plain-the-workbook-that-fieldlink-template-wrote-rows-without = El libro que escribió `fieldlink template`. Las filas sin "yes" en Send no se tocan.
plain-fineract-lets-each-partner-name-its-genders = Fineract deja que cada socio nombre sus géneros.
plain-from-the-data-table-kiva-on-m-loan = De la tabla de datos `kiva` sobre m_loan (docs/fineract.md dice cómo crearla).
plain-this-database-has-no-data-table-kiva-on = Esta base no tiene la tabla de datos `kiva` sobre m_loan (docs/fineract.md dice cómo crearla). Mientras tanto:
plain-photos-over-fineract-s-api-fineract-makes-them = Fotos, por la API de Fineract. Fineract mismo las reduce.
plain-fineract-s-database-by-a-user-that-may = La base de Fineract, con un usuario que solo puede leer, en una réplica donde la haya.
plain-instead-what-was-repaid-until-the-end-of = En su lugar, lo pagado hasta el fin del mes pasado, según las transacciones:
plain-the-reports-type-table-with-these-texts-postgres = Los informes: tipo Table, con estos textos (iguales para postgres y otras).
plain-the-reports-type-table-with-these-texts-mysql = Los informes: tipo Table, con estos textos (iguales para mysql y otras).
plain-fineract-s-api-by-a-user-whose-role = La API de Fineract, con un usuario cuyo rol solo puede leer.
plain-loans-of-the-fund-that-are-approved-or = Préstamos del fondo que están aprobados o activos.
plain-the-borrowers-of-glim-and-jlg-lendings = Los prestatarios de créditos GLIM y JLG.
plain-due-dates-whether-fees-and-penalties-belong-to = Vencimientos. Si las comisiones y los recargos son parte del interés lo dice usted: sume s.fee_charges_amount y
plain-s-penalty-charges-amount-to-s-interest-amount = s.penalty_charges_amount a s.interest_amount si lo son.
plain-principal-repaid-until-now = Capital pagado hasta ahora.
plain-titles-stand-above-the-names-of-the-columns = Sobre los nombres de las columnas hay títulos.
