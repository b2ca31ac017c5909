home-title = Inicio
home-issues = { $count ->
    [one] { $shown } de sus préstamos tiene una observación y no puede publicarse.
   *[other] { $shown } de sus préstamos tienen una observación y no pueden publicarse.
}
home-issues-link = Ver qué corregir
home-loans = Préstamos
home-drafts = { $count ->
    [0] Ningún borrador
    [one] { $shown } borrador
   *[other] { $shown } borradores
}
home-drafts-help = por revisar y publicar
home-no-loans = Todavía no se ha publicado ningún préstamo.
home-journals = Seguimientos
home-archives = { $count ->
    [0] No hay seguimientos por confirmar.
    [one] { $shown } grupo de seguimientos espera confirmación.
   *[other] { $shown } grupos de seguimientos esperan confirmación.
}
home-journals-link = Ir a Seguimientos
home-month = Pagos de { $month }
home-month-link = Ir a Pagos

home-todo = Le espera hoy
home-todo-none = No hay nada que le espere.
home-todo-drafts = { $count ->
    [one] Revisar y publicar { $shown } borrador
   *[other] Revisar y publicar { $shown } borradores
}
home-todo-archives = { $count ->
    [one] Confirmar { $shown } grupo de seguimientos
   *[other] Confirmar { $shown } grupos de seguimientos
}
home-todo-report = { $count ->
    [one] Reportar { $shown } préstamo más de { $month }
   *[other] Reportar { $shown } préstamos más de { $month }
}
home-todo-errors = { $count ->
    [one] Corregir { $shown } fila del reporte
   *[other] Corregir { $shown } filas del reporte
}
home-todo-finalize = Hacer definitivo el reporte de { $month }
home-todo-by = hasta el { $day }; se hace definitivo solo el { $final }
home-todo-at-risk = { $count ->
    [one] Revisar { $shown } préstamo en riesgo de incumplimiento
   *[other] Revisar { $shown } préstamos en riesgo de incumplimiento
}
