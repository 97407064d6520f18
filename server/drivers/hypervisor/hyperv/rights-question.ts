import { z } from 'zod'
import { question } from '../../protocols/powershell/question'
import { RIGHTS_SCRIPT } from './rights-script'

const accessSchema = z.object({
  /** Of this account itself or of a group that it is in; null: whose it is cannot be found out. */
  own: z.boolean().nullable(),
  Rights: z.string(),
  Type: z.string(),
})

const rightsSchema = z.object({
  isAdministrator: z.boolean(),
  /** Who may do what with the cluster of this node; null: it is no node, or its cluster does not tell. */
  access: z.array(accessSchema).nullable(),
  isNode: z.boolean(),
})
export type RightsTold = z.infer<typeof rightsSchema>

/** What the account is on this machine, and to its cluster. */
export const askRights = question(
  'read the rights of the account',
  z.object({ rights: rightsSchema }),
  ...RIGHTS_SCRIPT,
  "$isAdministrator = $principal.IsInRole([Security.Principal.SecurityIdentifier]'S-1-5-32-544')",
  '$own = @($identity.User.Value) + @($identity.Groups | ForEach-Object { [string]$_.Value })',
  '$service = Get-Service -Name ClusSvc -ErrorAction SilentlyContinue',
  "$isNode = $null -ne $service -and [string]$service.Status -eq 'Running'",
  '$access = $null',
  'if ($isNode) {',
  '  try {',
  '    $access = @(Get-ClusterAccess | ForEach-Object {',
  '      $rule = $_',
  '      $who = [string]$rule.IdentityReference',
  '      $sid = $who',
  "      if ($who -notlike 'S-1-*') {",
  '        try { $sid = ([Security.Principal.NTAccount]$who).Translate([Security.Principal.SecurityIdentifier]).Value } catch { $sid = $null }',
  '      }',
  '      @{',
  '        own = if ($null -eq $sid) { $null } else { $own -contains $sid }',
  '        Rights = [string]$rule.ClusterRights',
  '        Type = [string]$rule.AccessControlType',
  '      }',
  '    })',
  '  } catch { $access = $null }',
  '}',
  '@{ rights = @{ isAdministrator = $isAdministrator; access = $access; isNode = $isNode } }',
)
