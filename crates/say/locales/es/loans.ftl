loans-title = Préstamos
loans-found = { $count ->
    [0] Ningún préstamo coincide.
    [one] { $shown } préstamo
   *[other] { $shown } préstamos
}
loans-found-more = { $count ->
    [0] No se encontró ninguno entre los primeros préstamos revisados.
   *[other] Más de { $shown } préstamos coinciden, o podrían coincidir.
} Escriba más letras, o un ID completo.
loans-search = Buscar
loans-name = Nombre
loans-loan-id = Loan ID
loans-client-id = Client ID
loans-kiva-id = Kiva ID
loans-location = Ubicación
loans-price = Precio del préstamo
loans-status = Estado
loans-status-any = Cualquier estado
loans-pages = Páginas
loans-page = Página { $page } de { $last }
loans-previous = Anterior
loans-next = Siguiente

loan-borrowers = Prestatarios
loan-story = Descripción
loan-use = Uso de este préstamo: { $use }
loan-schedule = Calendario de pagos
loan-history = Historial
loan-activity = Actividad
loan-theme = Campaña de préstamo
loan-principal = Monto del préstamo
loan-amount = Monto
loan-funded = Financiado hasta ahora
loan-rate = Tipo de cambio al publicar, por 1 USD
loan-disbursed = Fecha de desembolso
loan-posted = Publicado
loan-repaid = Capital pagado
loan-outstanding = Capital pendiente
loan-journals = Seguimientos publicados
loan-delinquent = Hay un pago vencido.
loan-due-on = Vence
loan-due-principal = Capital
loan-due-interest = Interés
loan-due-repaid = Pagado
loan-due-settled = Pagado
loan-due-late = Vencido
loan-due-open = Aún no vence
loan-when = Día
loan-event = Qué sucedió
loan-by = Por

status-inactive = Espera revisión
status-reviewed = Revisado
status-issue = Observado
status-issue-revising = Observado: en corrección
status-issue-approving = Observado: corrección en revisión
status-inactive-expired = Venció antes de mostrarse
status-fundraising = Recaudando fondos
status-raised = Financiado
status-paying-back = En pago
status-expired = Vencido sin financiarse
status-ended = Terminado
status-defaulted = En incumplimiento
status-refunded = Reembolsado
status-deleted = Retirado

event-publish = Publicado
event-review = Aprobó la revisión
event-raise-issue = Se halló un problema
event-begin-revision = Corrección comenzada
event-submit-revision = Corrección entregada
event-list = Mostrado a los prestamistas
event-fund = Financiado por completo
event-expire = Terminó la recaudación
event-expire-inactive = No se mostró a tiempo
event-start-repayment = Comenzaron los pagos
event-repay-in-full = Pagado por completo
event-default = Incumplido
event-refund = Prestamistas reembolsados
event-delete = Retirado

by-clock = Por sí mismo
by-operator = El operador
by-kiva = Kiva

loan-gender = Género
loan-expires = Vence el { $day } si nada sucede antes.
loan-payments = Pagos por mes
loan-payments-help = Capital. Lo debido y lo informado son sumas desde el desembolso; lo facturado es la parte del mes, a los tipos de cambio del estado de cuenta.
loan-month = Mes
loan-due-by-end = Debido a fin de mes
loan-reported = Informado
loan-billed = Facturado
loan-billed-usd = Adeudado
loan-not-billed = Aún no facturado
loan-month-on-time = A tiempo
loan-month-delinquent = En mora
loan-month-prepaid = Adelantado
loan-month-not-reported = No informado
loan-problems = Errores y advertencias de sus filas
loan-upload = Carga
loan-row = Fila
loan-problem = Error o advertencia
loan-trail = Registro de auditoría
loan-detail = Más
deed-loan-review = Aprobó la revisión
deed-loan-raise-issue = Observó el préstamo
deed-loan-resubmit = Entregó la corrección
deed-loan-list = Lo mostró a los prestamistas
deed-loan-fund = Lo financió
deed-loan-disburse = Lo desembolsó
deed-loan-expire = Lo dejó vencer
deed-loan-default = Lo declaró incumplido
deed-loan-refund = Reembolsó a los prestamistas
deed-loan-ask-not-to-default = Pidió no declararlo incumplido
deed-loan-let-wait = Dejó que esperara
deed-loan-refuse-to-wait = No dejó que esperara
deed-loan-withdraw-request = Retiró la solicitud
loan-relist = Publicar de nuevo al prestatario
loan-relist-means = Crea un borrador con el mismo prestatario, historia y foto. La descripción comienza con un seguimiento; los montos y las fechas son nuevos.
error-relist-early = Un prestatario se publica de nuevo cuando el préstamo anterior está pagado.
deed-loan-tell-of-relisting = Se avisó a los prestamistas de que el prestatario se publica de nuevo
