man-name = NOM
man-synopsis = SYNTAXE
man-description = DESCRIPTION
man-options = OPTIONS
man-subcommands = COMMANDES
man-extra = SUITE
man-version = VERSION
man-pages = { $pages } pages dans { $folder }
