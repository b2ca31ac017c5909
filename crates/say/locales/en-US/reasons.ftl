# Reasons of the plan, by the name of their rule.
not-text-convert-query-photos = not text; convert it in the query (photos are read by [loan_drafts.photos])
date-no-calendar-has = a date that no calendar has
too-large-money-read-exactly = too large a `money` to be read exactly; convert it in the query: CAST(… AS decimal(19, 4))
shows-error-correct-formula-cell = it shows an error; correct the formula, or the cell it looks at
number-more-15-digits-workbook = a number of more than 15 digits, of which a workbook keeps only 15; format the column as text and type it again
not-number = not a number
row-ends-before-column = the row ends before this column
column-was-too-narrow-show = its column was too narrow to show it when it was exported; widen it and export again
float-server-shows-only-six = a FLOAT of which the server shows only six digits; convert it in the query: CAST(… AS DECIMAL(18, 2))
quote-stands-inside-field-quotes = a quote stands inside a field in quotes: there it must be doubled (""); with a backslash before it the export escapes quotes in a way that is not read
row-ends-backslash-export-escapes = the row ends in a backslash: the export escapes line breaks with it, and the rest of the row stands in the next line; export with quotes instead
row-has-fewer-fields-header = the row has fewer fields than the header has columns, so nobody can say which are missing; a title, a page line or a total is no record
row-has-more-fields-header = the row has more fields than the header has columns: a field that holds the delimiter must stand in quotes
row-repeats-header-new-page = this row repeats the header, as on a new page; it is no record
