repayments-title = Pagos
repayments-title-month = Pagos de { $month }
repayments-months = Meses

repayments-reported-box = Préstamos reportados
repayments-reported-of = reportados de
repayments-expected = esperados
repayments-view-not-reported = { $count ->
    [0] Todos los préstamos esperados están reportados
    [one] Ver { $shown } préstamo no reportado
   *[other] Ver { $shown } préstamos no reportados
}
repayments-reported-beside = { $count ->
    [one] Se reportó { $shown } préstamo más: pagado por adelantado o recuperado tras un incumplimiento.
   *[other] Se reportaron { $shown } préstamos más: pagados por adelantado o recuperados tras un incumplimiento.
}
repayments-invoice-box = Pagos por facturar
repayments-invoice-expected = Se espera facturar { $amount } en pagos
repayments-invoiced-box = Pagos facturados

repayments-state-open = El mes está abierto. Reporte lo que sus préstamos han pagado hasta el final del mes. Pasa a ser definitivo el { $day }, salvo que usted lo haga definitivo antes.
repayments-state-preliminary = El estado de cuenta preliminar está listo. Los reportes aún se pueden corregir hasta que sea definitivo el { $day }.
repayments-state-final = Este reporte es definitivo. Nada puede cambiarlo.
repayments-state-waiting = Los reportes se hacen definitivos en orden: primero va un mes anterior.
repayments-none-in-hand = El último mes es definitivo y el siguiente no ha comenzado, así que ahora no se puede reportar nada.
repayments-state-name-open = abierto
repayments-state-name-preliminary = preliminar
repayments-state-name-final = definitivo

repayments-categories = Cómo se reportaron los préstamos
repayments-category = Categoría
repayments-loans = Préstamos
repayments-category-on-time = Reportado a tiempo
repayments-category-delinquent = En mora
repayments-category-prepaid = Prepagado
repayments-category-not-reported = No reportado
repayments-category-on-time-help = Según el cronograma.
repayments-category-delinquent-help = Menos de lo previsto para el final del mes.
repayments-category-prepaid-help = Más de lo previsto para el final del mes.
repayments-category-not-reported-help = Se factura según el cronograma si no se reporta.

repayments-uploads = CSV de pagos cargados
repayments-uploads-all = { $count ->
    [one] La única carga
   *[other] Las { $shown } cargas
}
repayments-uploads-none = Todavía no se ha cargado nada para este mes.
repayments-upload = Carga
repayments-upload-when = Día
repayments-upload-source = Origen
repayments-upload-rows = Filas
repayments-upload-accepted = Aceptadas
repayments-upload-errors = Errores
repayments-upload-warnings = Advertencias
repayments-upload-on-time = A tiempo
repayments-upload-rows-link = Filas
repayments-source-api = Partner API
repayments-source-csv = CSV
repayments-source-single = Ingreso individual
repayments-taken = Carga { $id }: { $accepted } de { $rows } filas aceptadas, { $errors } con errores, { $warnings } con advertencias.

repayments-add = Agregar reportes
repayments-file = Archivo CSV
repayments-file-help = { $columns ->
    [three] Loan ID, Client ID, monto: un préstamo por fila. Puede llevar una fila de encabezado.
   *[two] Loan ID, monto: un préstamo por fila. Puede llevar una fila de encabezado.
}
repayments-amount-help = { $mode ->
    [principal_outstanding] El monto es el capital aún pendiente, en la moneda del préstamo.
    [amount_this_month] El monto es el capital pagado en este mes, en la moneda del préstamo.
   *[cumulative_principal_repaid] El monto es el capital pagado desde el desembolso, en la moneda del préstamo.
}
repayments-file-send = Cargar
repayments-single = Un préstamo
repayments-loan-id = Loan ID
repayments-client-id = Client ID
repayments-amount = Monto
repayments-single-send = Reportar

repayments-problems = Errores y advertencias
repayments-problems-none = Ninguna fila espera corrección.
repayments-problems-count = { $errors } errores y { $warnings } advertencias esperan revisión. Cargue una fila correcta para el préstamo y su problema desaparece.
repayments-problems-all = Ver todos los errores y advertencias
repayments-problem-kind = Tipo
repayments-problem-row = Fila
repayments-problem-what = Problema

repayments-list-expected = Préstamos con pagos programados
repayments-list-reported = Préstamos reportados
repayments-list-empty = No hay ninguno.
repayments-list-count = { $count ->
    [one] { $shown } préstamo
   *[other] { $shown } préstamos
}
repayments-back = Volver al mes
repayments-name = Nombre
repayments-kiva-id = Kiva ID
repayments-before = Pagado antes
repayments-scheduled = Previsto al final del mes
repayments-reported = Reportado
repayments-owed = Adeudado a Kiva
repayments-pages = Páginas
repayments-page = Página { $page } de { $last }
repayments-previous = Anterior
repayments-next = Siguiente

repayments-finalize = Hacer definitivo el reporte
repayments-finalize-help = { $count ->
    [0] Todos los préstamos esperados están reportados. Se facturarán { $amount }.
    [one] { $shown } préstamo esperado no está reportado y se facturará según el cronograma. En total se facturarán { $amount }.
   *[other] { $shown } préstamos esperados no están reportados y se facturarán según el cronograma. En total se facturarán { $amount }.
}
repayments-finalize-early = El mes aún no ha terminado. Una vez definitivo su reporte, no se puede reportar nada hasta que comience el mes siguiente.
repayments-finalize-confirm = He revisado el reporte de { $month }: se facturarán { $amount }. Una vez definitivo, no se puede modificar.
repayments-finalize-button = Hacer definitivo
repayments-finalize-tick = Marque la casilla para indicar que ha revisado el reporte.

repayments-statement-preliminary = Estado de cuenta preliminar de { $month }
repayments-statement-final = Estado de cuenta de { $month }
repayments-statement-link-preliminary = Ver el estado de cuenta preliminar
repayments-statement-link-final = Ver el estado de cuenta
repayments-statement-note = Según el reporte al { $day }. Cambia con cada carga hasta que sea definitivo.
repayments-statement-drawn-up = Definitivo desde el { $day }.
repayments-statement-net-box = Facturación neta
repayments-statement-raised = Total recaudado
repayments-statement-repayments = Pagos
repayments-statement-refunded = Préstamos reembolsados
repayments-statement-net = Saldo neto
repayments-statement-net-positive = Kiva retiene los pagos y le paga a usted la diferencia.
repayments-statement-net-negative = Usted paga la diferencia a Kiva.
repayments-statement-forward = Saldo del estado de cuenta anterior
repayments-statement-overdue = De ello, vencido
repayments-statement-total = Monto total adeudado
repayments-statement-total-to-you = Kiva le paga a usted
repayments-statement-due = Vence el
repayments-statement-currencies = Pagos por moneda
repayments-statement-currency = Moneda
repayments-statement-local = Pago en moneda local
repayments-statement-rate = Tipo de cambio al facturar, por 1 USD
repayments-statement-round-up = Kiva Round-Up
repayments-statement-usd = Pago en USD
repayments-statement-absorbed = Pérdida cambiaria asumida por los prestamistas
repayments-statement-owed = Adeudado a Kiva
repayments-statement-exchange = Ganancia o (pérdida) cambiaria
repayments-statement-loans = Préstamos de este estado de cuenta

export-label = Guardar la lista como
filter-apply = Mostrar
repayments-amount-comma = Escríbalo con punto o coma decimal, sin separadores de miles.
repayments-row-mends = Esto pone una fila correcta en lugar de una con un problema:
repayments-row-correct = Corregir una fila
repayments-correct = Corregir
repayments-principal = Capital del préstamo
repayments-problems-all-kinds = Errores y advertencias
repayments-problem-code = Código
repayments-statement-rate-posting = Tipo de cambio al publicar, por 1 USD
repayments-list = Lista
repayments-search = Buscar en la lista
repayments-list-none-found = No se encontró nada aquí.
repayments-search-on = Seguir buscando
repayments-category-meaning = Qué significa
repayments-upload-errors-help = Filas que no cuentan hasta que se corrijan.
repayments-upload-warnings-help = Filas que conviene revisar.
repayments-finalize-begin = Revisar las cifras y hacer definitivo
repayments-finalize-title = Hacer definitivo { $month }
repayments-expected-loans = Préstamos esperados
repayments-invoice-as-scheduled = Si todos pagaran según el cronograma
repayments-finalize-errors = { $count ->
    [one] { $shown } fila tiene un error y no cuenta.
   *[other] { $shown } filas tienen errores y no cuentan.
}
repayments-statement-wires = Transferencias recibidas este mes
repayments-statement-wires-sent = Transferido a usted este mes
repayments-statement-standing = Situación de sus préstamos
repayments-statement-outstanding = Monto pendiente
repayments-statement-past-due = Monto en mora
repayments-statement-delinquency = Tasa de mora
repayments-statement-par1 = PAR1
repayments-statement-defaulted = Monto en incumplimiento
repayments-statement-default-rate = Tasa de incumplimiento
repayments-statement-journaling = Tasa de seguimientos
repayments-statement-no-rate = –
wires-title = Transferencias
wires-help = Dinero transferido entre usted y Kiva, según lo registrado por Kiva. Un estado de cuenta incluye las transferencias de su mes.
wires-enter = Registrar una transferencia
wires-none = Todavía no se ha registrado ninguna transferencia.
wires-day = Día en que llegó
wires-way = Dirección
wires-received = Del socio a Kiva
wires-sent = De Kiva al socio
wires-reference = Referencia
wires-amount = Monto en USD
repayments-aside = Apartados
repayments-aside-count = { $count ->
    [one] { $shown } problema fue apartado.
   *[other] { $shown } problemas fueron apartados.
}
repayments-aside-set = Apartar este problema
repayments-aside-means = Si no puede seguir una fila correcta, por ejemplo porque ningún préstamo tiene este ID, diga por qué. La fila queda resuelta y no cuenta como pago. Puede deshacerlo hasta que el mes sea definitivo.
repayments-aside-do = Apartar
repayments-aside-undo = Deshacer
repayments-why = Por qué
error-why-missing = Diga en pocas palabras por qué.
error-problem-aside = Otra persona apartó este problema, o lo restableció, en este momento.
wires-strike = Tachar
wires-strike-do = Tachar esta transferencia
wires-struck = Tachada el { $day }:
error-wire-struck = Esta transferencia ya estaba tachada.

# Loans Eligible to be Repaid.
eligible-title = Préstamos que se pueden pagar
eligible-explained = { $months ->
    [one] Su organización paga un préstamo a los prestamistas desde un mes después del desembolso.
   *[other] Su organización paga un préstamo a los prestamistas desde { $months } meses después del desembolso.
} Estos préstamos están en pago y se pueden pagar hasta fines de { $month }; primero los desembolsados antes.
eligible-not-yours = Su organización paga cada préstamo según su calendario desde el primer día: no hay una lista aparte. Donde existe tal regla, Kiva fija cuántos meses pasan desde el desembolso.
eligible-which = Préstamos
eligible-all = Todos los que se pueden pagar
eligible-new = Nuevos en { $month }
eligible-disbursed = Desembolsado el
eligible-from = Se puede pagar desde
eligible-count = { $count ->
    [0] Todavía no hay préstamos que se puedan pagar aquí.
    [one] { $shown } préstamo
   *[other] { $shown } préstamos
}
eligible-count-more = { $count ->
   *[other] { $shown } préstamos o más
}
