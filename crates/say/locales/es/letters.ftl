# Cartas de `fieldlink run`. Aquí nunca se nombra a un prestatario.
letter-run-failed-subject = Fieldlink: falló { $run } ({ $profile })
letter-run-failed = La ejecución "{ $run }" para el socio { $partner } en { $profile } no pudo hacer su trabajo.

    Qué pasó: { $message }
    Qué hacer: { $next }

    No se pierde nada: la próxima ejecución continúa donde esta se detuvo. No se le avisará otra vez de esto hasta que cambie.
letter-rows-held-subject = Fieldlink: { $rows ->
    [one] 1 fila retenida
   *[other] { $rows } filas retenidas
 } ({ $profile })
letter-rows-held = La ejecución "{ $run }" para el socio { $partner } en { $profile } retuvo { $rows ->
    [one] 1 fila
   *[other] { $rows } filas
 }:

    { $rules }

    Qué hacer: `fieldlink status` nombra cada fila y su motivo. Corrija los registros; la próxima ejecución los toma.
letter-rows-waiting-subject = Fieldlink: { $rows ->
    [one] 1 fila espera
   *[other] { $rows } filas esperan
 } a una persona ({ $profile })
letter-rows-waiting = La ejecución "{ $run }" para el socio { $partner } en { $profile } perdió las respuestas de { $rows ->
    [one] 1 fila
   *[other] { $rows } filas
 }. Nadie sabe si llegaron, así que no se envían de nuevo por sí solas.

    Qué hacer: `fieldlink status` las nombra. Mire en PA2 y luego diga `fieldlink resolve ROW --arrived` o `--not-arrived`.
letter-confirm-waiting-subject = Fieldlink: hay seguimientos por publicar ({ $profile })
letter-confirm-waiting = { $links ->
    [one] 1 enlace espera
   *[other] { $links } enlaces esperan
 } ser abiertos para el socio { $partner } en { $profile }, con { $journals ->
    [one] 1 seguimiento
   *[other] { $journals } seguimientos
 } en total; el más antiguo desde { $since }.

    Qué hacer: inicie sesión en PA2, abra cada enlace, revise los seguimientos y publíquelos:

    { $urls }

    Después quite cada uno de la lista: `fieldlink inbox done URL`.
letter-run-recovered-subject = Fieldlink: { $run } funciona de nuevo ({ $profile })
letter-run-recovered = La ejecución "{ $run }" para el socio { $partner } en { $profile } volvió a hacer su trabajo; fallaba desde { $since }.
letter-plan-waiting-subject = Fieldlink: un plan espera aprobación ({ $profile })
letter-plan-waiting = La tarea «{ $run }» del socio { $partner } en { $profile } ha hecho un plan de { $rows ->
    [one] 1 fila
   *[other] { $rows } filas
 }. No se envía nada antes de que alguien lo haya aprobado.

    Qué hacer: mire el informe que está a su lado (.html) y después, en la máquina del enlace:

    fieldlink approve { $file } --by NOMBRE

    Se envía unos segundos más tarde, a no ser que los registros hayan cambiado; entonces hay un plan nuevo que mirar.
letter-clock-set-back-subject = Fieldlink: se atrasó el reloj ({ $profile })
letter-clock-set-back = En la máquina del enlace del socio { $partner } en { $profile } se atrasó el reloj, de { $from } a { $to }. De él salen el mes de un informe y las horas de las tareas.

    Qué hacer: compruebe que la máquina mantiene su reloj en hora (en Linux: timedatectl). Un envío más antiguo que el último se detiene; si el reloj está bien ahora, `fieldlink send --clock-is-right` envía.
