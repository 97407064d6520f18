/** The account's rights come first: without them nothing that follows may be believed. */
export const RIGHTS_SCRIPT = [
  '$identity = [Security.Principal.WindowsIdentity]::GetCurrent()',
  '$principal = New-Object -TypeName Security.Principal.WindowsPrincipal -ArgumentList $identity',
  "$mayManage = @('S-1-5-32-544', 'S-1-5-32-578' | Where-Object { $principal.IsInRole([Security.Principal.SecurityIdentifier]$_) }).Count -gt 0",
]
