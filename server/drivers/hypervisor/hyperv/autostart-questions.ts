import { z } from 'zod'
import { question } from '../../protocols/powershell/question'
import { guid, text } from '../../protocols/powershell/told'
import { RIGHTS_SCRIPT } from './rights-script'

export const askAutostart = question(
  'read the autostart of VMs',
  z.object({
    mayManage: z.boolean(),
    vms: z.array(z.object({ Id: guid, Name: z.string(), IsClustered: z.boolean(), AutomaticStartAction: text })),
  }),
  ...RIGHTS_SCRIPT,
  '$vms = @(Get-VM)',
  '@{ mayManage = $mayManage; vms = @($vms | ForEach-Object {',
  '  @{',
  '    Id = [string]$_.Id',
  '    Name = [string]$_.Name',
  '    IsClustered = [bool]$_.IsClustered',
  '    AutomaticStartAction = [string]$_.AutomaticStartAction',
  '  }',
  '}) }',
)

/** Looked for among all, so that one that is gone is no error. One that refuses keeps none of the others. */
export const askSetAutostart = question(
  'set the autostart of VMs',
  z.object({ refused: z.array(z.object({ Name: z.string(), why: z.string() })) }),
  '$wanted = @($p.vms | ForEach-Object { ([guid]$_).ToString() })',
  '$refused = @()',
  '$vms = @(Get-VM | Where-Object { $wanted -contains ([guid]$_.Id).ToString() -and -not $_.IsClustered })',
  'foreach ($vm in $vms) {',
  '  try { Set-VM -VM $vm -AutomaticStartAction $p.action }',
  '  catch { $refused += @{ Name = [string]$vm.Name; why = [string]$_.Exception.Message } }',
  '}',
  '@{ refused = @($refused) }',
)
