man-name = NOMBRE
man-synopsis = SINOPSIS
man-description = DESCRIPCIÓN
man-options = OPCIONES
man-subcommands = ÓRDENES
man-extra = MÁS
man-version = VERSIÓN
man-pages = { $pages } páginas en { $folder }
