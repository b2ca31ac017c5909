finding-journal-loan-id-missing = Indique el Loan ID.
finding-journal-id-unusable = { $kind ->
    [long] Un ID tiene como máximo { $most } caracteres.
   *[nul] Este ID contiene el carácter U+0000, que ningún texto puede contener.
}
finding-journal-text-unusable = { $kind ->
    [long] Aquí caben como máximo { $most } caracteres.
   *[nul] Este texto contiene el carácter U+0000, que ningún texto puede contener.
}
finding-journal-loan-not-found = Usted no tiene en Kiva ningún préstamo con este Loan ID. Un borrador de préstamo no admite seguimientos.
finding-journal-loan-ambiguous = Varios de sus préstamos tienen este Loan ID; se toma el más reciente, Kiva ID { $kiva_id }.
finding-journal-loan-not-eligible = El préstamo { $status ->
    [inactive] espera revisión
    [reviewed] está revisado, pero aún no publicado
    [issue] está detenido por una observación
    [issue_revising] está detenido por una observación
    [issue_approving] está detenido por una observación
    [inactive_expired] venció antes de publicarse
    [fundRaising] todavía está recaudando fondos
    [expired] venció
    [refunded] fue reembolsado
    [deleted] fue retirado
   *[other] está en estado { $status }
}; un seguimiento requiere un préstamo financiado y no reembolsado.
finding-journal-client-id-missing = Indique el Client ID: su formato de carga CSV tiene tres columnas.
finding-journal-client-mismatch = El préstamo con este Loan ID tiene otro Client ID.
finding-journal-subject-missing = Escriba un asunto para el seguimiento.
finding-journal-body-missing = Escriba el texto del seguimiento.
finding-journal-body-too-short = El texto tiene { $length } caracteres; se necesitan al menos { $least }.
finding-journal-duplicate-text = El mismo texto para el mismo préstamo ya es el seguimiento { $first } de este envío.
finding-journal-published-before = Este texto ya se publicó en este préstamo.
finding-journal-image-url-unusable = La dirección de la foto no comienza con http:// o https://; el seguimiento se envía sin ella.

error-journals-changed = Otra persona cambió estos seguimientos desde que usted abrió la página. No se hizo nada; vuelva a revisarlos.
error-journals-closed = { $who } { $deed ->
    [discarded] descartó
   *[confirmed] confirmó
} estos seguimientos el { $day }. Ya no se puede hacer nada más con ellos.
error-journal-not-waiting = No se hizo nada: el seguimiento { $line } ya está { $state ->
    [published] publicado
   *[taken_out] retirado
}.
error-journals-nothing-chosen = Elija al menos un seguimiento que se pueda publicar.
error-journals-blocked = No se publicó nada: algunos de los seguimientos elegidos no se pueden publicar tal como están.
error-journal-gone = No se encontró este seguimiento.
error-confirm-url-gone = Esta dirección de confirmación no lleva a ningún seguimiento suyo. Puede ser de otro socio o estar incompleta: ábrala de nuevo desde donde la recibió.

error-journals-none = No hay ningún seguimiento en esta lista.
error-journals-no-loan = Elija al menos un préstamo.
error-journals-many = Un seguimiento masivo llega como máximo a { $most } préstamos.
error-journal-text = El texto no se puede enviar tal como está.
