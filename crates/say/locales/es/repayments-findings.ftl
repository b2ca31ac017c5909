finding-repayment-loan-not-found = Ningún préstamo de este socio tiene este Loan ID.
finding-repayment-id-unusable = { $kind ->
    [long] Un ID tiene como máximo { $most } caracteres.
   *[nul] Este ID contiene el carácter U+0000, que ningún texto puede contener.
}
finding-repayment-client-mismatch = { $kind ->
    [missing] Falta el Client ID: este socio reporta con Loan ID, Client ID y monto.
    [several] Varios préstamos tienen este Loan ID. Envíe el Client ID para indicar cuál es.
   *[other] El préstamo con este Loan ID tiene otro Client ID.
}
finding-repayment-not-repayable-status = El préstamo { $status ->
    [inactive] espera revisión
    [reviewed] está revisado, pero aún no publicado
    [issue] está detenido por una observación
    [issue_revising] está detenido por una observación
    [issue_approving] está detenido por una observación
    [inactive_expired] venció antes de publicarse
    [fundRaising] todavía está recaudando fondos
    [raised] está financiado, pero aún no está en pago
    [expired] venció
    [ended] está pagado por completo
    [refunded] fue reembolsado
    [deleted] fue retirado
   *[other] está en estado { $status }
}. Solo se reciben pagos de préstamos en pago o en incumplimiento.
finding-repayment-duplicate-row = Las filas { $row } y { $counts } son del mismo préstamo. Vale la fila { $counts }.
finding-repayment-amount-invalid = { $kind ->
    [unreadable] «{ $amount }» no es un monto. Escriba cifras con punto decimal, sin separadores.
    [negative] El monto es negativo.
   *[precise] El monto tiene más de los { $decimals } decimales de { $currency }.
}
finding-repayment-amount-exceeds-principal = { $mode ->
    [principal_outstanding] El capital pendiente supera el capital del préstamo, que es { $principal }.
    [amount_this_month] Con los { $before } pagados antes, el monto supera el capital del préstamo, que es { $principal }.
   *[cumulative_principal_repaid] El monto supera el capital del préstamo, que es { $principal }.
}
finding-repayment-amount-decreased = { $kind ->
    [invoiced] El capital pagado es ahora { $now }, menos que los { $before } facturados en reportes definitivos.
   *[reported] El capital pagado es ahora { $now }, menos que los { $before } reportados antes en este mes.
}
finding-repayment-already-final = El reporte de este mes es definitivo y el mes siguiente no ha comenzado. No se le puede agregar nada.

error-report-final = El reporte de { $month } es definitivo. Nada puede cambiarlo.
error-report-order = Los reportes se hacen definitivos en orden. El siguiente es { $month }.
error-report-none = No hay reporte de { $month }.
error-report-changed = Llegaron filas, u otra persona cambió el reporte, desde que usted abrió la página. No se hizo definitivo nada; vuelva a revisar las cifras.
error-month-unreadable = Ese mes no existe.
error-list-unknown = Esa lista no existe.
error-upload-gone = No se encontró la carga { $upload }.
error-report-closing = El reporte se está haciendo definitivo. Envíe las filas de nuevo en un segundo.
error-file-none = No hay ningún archivo en el formulario. Elija primero un archivo.
error-file-too-large = El archivo supera los { $megabytes } MB que puede tener una carga. Divídalo en varios archivos: en el mes se suman.
error-file-empty = El archivo no tiene filas. Guarde su hoja como CSV otra vez y compruebe que las filas estén en él.
error-file-pdf = Esto es un PDF, no un CSV. Exporte la lista de su sistema como CSV, o escriba las filas en una hoja de cálculo y guárdela como «CSV UTF-8».
error-file-workbook = Esto es un libro de Excel, no un CSV. Ábralo, elija Guardar como, tipo «CSV UTF-8 (delimitado por comas)», y cargue ese archivo.
error-file-picture = Esto es una imagen, no un CSV. Exporte la lista de su sistema como CSV y cargue ese archivo.
error-file-archive = Esto es un archivo comprimido, no un CSV. Descomprímalo y cargue el CSV que contiene.
error-file-binary = Este archivo no contiene texto, así que no es un CSV. Exporte la lista de su sistema como CSV y cargue ese archivo.
error-file-page = Esto es una página web, no un CSV. Quizá su sistema respondió con su página de acceso: exporte la lista otra vez.
error-file-no-csv = La línea { $line } no se puede leer como CSV. Abra el archivo en una hoja de cálculo, guárdelo como «CSV UTF-8» y cárguelo otra vez.
error-file-text = La línea { $line } del archivo no se puede guardar: { $field } { $kind ->
    [long] tiene más de { $most } caracteres
   *[nul] contiene el carácter U+0000
}.
error-file-columns = La línea { $line } tiene { $found } columnas. El formato de carga CSV de su perfil tiene { $wanted ->
    [three] tres: Loan ID, Client ID, monto
   *[two] dos: Loan ID, monto
}.
error-file-journal-columns = La línea { $line } tiene { $found } columnas. Un archivo de seguimientos tiene { $wanted ->
    [three] Loan ID, Client ID, asunto, texto
   *[two] Loan ID, asunto, texto
} y, si lo desea, la dirección de una foto.

error-form-cut = El formulario no llegó completo. Envíelo otra vez.
error-file-rows = El archivo tiene más de { $most } filas. Divídalo en varios archivos: en el mes se suman.
error-problem-gone = No se encontró este problema. Quizá ya se corrigió.
error-wire-zero = El monto de una transferencia es un número mayor que cero, como 1500.00.
error-wire-early = El día de la transferencia aún no ha llegado.
error-wire-day = Indique el día en que llegó la transferencia.
finding-repayment-not-eligible-yet = Este préstamo puede pagarse desde el { $day }: su organización informa un préstamo { $months } meses después de su desembolso.
