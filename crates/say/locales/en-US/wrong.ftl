wrong-error = error:
wrong-more = For more information, try '--help'.
wrong-tip = tip:
wrong-unknown = unexpected argument '{ $argument }' found
wrong-command = unrecognized subcommand '{ $argument }'
wrong-no-command = '{ $argument }' requires a subcommand but one was not provided
wrong-commands = subcommands
wrong-missing = the following required arguments were not provided:
wrong-no-value = a value is required for '{ $argument }' but none was supplied
wrong-value = invalid value '{ $value }' for '{ $argument }'
wrong-twice = the argument '{ $argument }' cannot be used multiple times
wrong-together = the argument '{ $argument }' cannot be used with '{ $other }'
wrong-too-many = unexpected value '{ $value }' for '{ $argument }' found; no more were expected
wrong-too-few = { $wanted } values required by '{ $argument }'; only { $given } given
wrong-number = { $wanted } values required for '{ $argument }' but { $given } given
wrong-no-equals = equal sign is needed when assigning values to '{ $argument }'
wrong-no-text = invalid UTF-8 was detected in one or more arguments
wrong-near-command = { $count ->
    [one] a similar subcommand exists: { $names }
   *[other] some similar subcommands exist: { $names }
 }
wrong-near-argument = { $count ->
    [one] a similar argument exists: { $names }
   *[other] some similar arguments exist: { $names }
 }
wrong-near-value = { $count ->
    [one] a similar value exists: { $names }
   *[other] some similar values exist: { $names }
 }
wrong-as-value = to pass '{ $name }' as a value, use '{ $instead }'
wrong-remove = subcommand '{ $name }' exists; to use it, remove the '--' before it
wrong-exists = '{ $name }' exists
help-some-options = OPTIONS
help-some-command = COMMAND
wrong-no-number = a whole number is wanted
wrong-no-month = a month is wanted, such as 2026-10
wrong-no-address = an address with its port is wanted, such as 127.0.0.1:8080
wrong-no-length = a length of time is wanted, such as 30d, 12h, 2w or 90m
wrong-no-moment = a day or a moment is wanted, such as 2026-12-01 or 2026-12-01T18:00:00Z
wrong-known = there are { $known }
