'use client'

import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/text-field'
import { LARGEST_RUNBOOK_CHARACTERS } from '@/server/domain/runbook'
import { exampleFor } from './runbook-text'

/** The machines of a runbook, as JSON. `url` decides what an example looks like. */
export const RunbookField = ({
  text,
  url,
  onChange,
}: {
  readonly text: string
  readonly url: string
  readonly onChange: (text: string) => void
}) => {
  const r = useMessages().settings.managers.runbook
  return (
    <div className="grid gap-2">
      <TextField
        label={r.machines}
        hint={r.hint}
        rows={16}
        value={text}
        onChange={onChange}
        isRequired
        spellCheck="false"
        maxLength={LARGEST_RUNBOOK_CHARACTERS}
      />
      {text.trim() === '' ? (
        <div>
          <Button size="small" onPress={() => onChange(exampleFor(url))}>
            {r.example}
          </Button>
        </div>
      ) : null}
    </div>
  )
}
