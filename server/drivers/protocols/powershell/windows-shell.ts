import type { FarShell } from '../ssh/far-shell'

/** Around the answer in what comes back: profiles, banners and warnings may stand before and behind it. */
export const ANSWER_BEGINS = 'ridethrough:'
export const ANSWER_ENDS = ':end'

/**
 * The same few lines for every question; the question itself comes by standard input, since cmd.exe, the usual shell of Windows'
 * sshd, takes 8,191 characters only. Both ways are base64 of UTF-8: code pages of consoles then change no name.
 */
const BOOTSTRAP = [
  "$ErrorActionPreference = 'Stop'",
  "$ProgressPreference = 'SilentlyContinue'",
  "$WarningPreference = 'SilentlyContinue'",
  // Windows PowerShell may otherwise write an array as an object with "value" and "Count".
  'Remove-TypeData -TypeName System.Array -ErrorAction SilentlyContinue',
  "$sent = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String((@($input) -join '')))",
  '$question = ConvertFrom-Json -InputObject $sent',
  '$p = $question.parameters',
  'try {',
  '  $answer = @{ told = (& ([ScriptBlock]::Create($question.script))) }',
  '} catch {',
  '  $answer = @{ error = @{',
  '    message = [string]$_.Exception.Message',
  '    category = [string]$_.CategoryInfo.Category',
  '    id = [string]$_.FullyQualifiedErrorId',
  '    type = [string]$_.Exception.GetType().FullName',
  '    code = [long]$_.Exception.HResult',
  '  } }',
  '}',
  '$json = ConvertTo-Json -InputObject $answer -Compress -Depth 10',
  `[Console]::Out.WriteLine('${ANSWER_BEGINS}' + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($json)) + '${ANSWER_ENDS}')`,
].join('\n')

const LINE_LENGTH = 4_000

const lines = (text: string): string => (text.match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')) ?? []).join('\n')

/** Windows PowerShell 5.1, which every Windows has and every module of Hyper-V, clusters and VMM loads into. */
export const COMMAND_LINE = `powershell -NoProfile -NonInteractive -InputFormat Text -OutputFormat Text -EncodedCommand ${Buffer.from(BOOTSTRAP, 'utf16le').toString('base64')}`

/** Windows' sshd ends what still runs when the connection ends; there is no deadline to be set on the far side. */
export const windowsShell: FarShell = {
  command: (script) => ({ line: COMMAND_LINE, stdin: `${lines(Buffer.from(script, 'utf8').toString('base64'))}\n` }),
  endedByItself: [],
  hostKeyFile: 'C:\\ProgramData\\ssh\\ssh_host_ed25519_key.pub',
  letIn: (user, host) =>
    `Add the public key for ${user} on ${host}, or correct user and password. Keys of administrators belong into C:\\ProgramData\\ssh\\administrators_authorized_keys, others into the account's .ssh\\authorized_keys. A domain account is written name@domain or domain\\name.`,
}
