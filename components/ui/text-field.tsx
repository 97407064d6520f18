'use client'

import type { FormEvent, ReactNode } from 'react'
import { FieldError } from 'react-aria-components/FieldError'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { Text } from 'react-aria-components/Text'
import { TextArea } from 'react-aria-components/TextArea'
import { TextField as AriaTextField, type TextFieldProps as AriaTextFieldProps } from 'react-aria-components/TextField'
import { FIELD, FIELD_BOX, FIELD_ERROR, FIELD_HINT, FIELD_LABEL } from './field'

export interface TextFieldProps extends Omit<AriaTextFieldProps, 'className' | 'style' | 'children'> {
  readonly label: string
  readonly hint?: ReactNode
  readonly placeholder?: string
  readonly error?: string | null
  readonly rows?: number
  /** The label is read out but not drawn. */
  readonly bare?: boolean
}

/**
 * React Aria looks at a field again when it is left. Then its error vanishes under the press that leaves it, what stands below moves
 * up, and the press misses its button: so it looks again as soon as what is typed will do.
 */
const lookAgain = (event: FormEvent<HTMLInputElement | HTMLTextAreaElement>): void => {
  const field = event.currentTarget
  if (field.validity.valid && field.getAttribute('aria-invalid') === 'true') field.dispatchEvent(new Event('change'))
}

export const TextField = ({ label, hint, placeholder, error, rows, bare, ...props }: TextFieldProps) => (
  <AriaTextField {...props} isInvalid={error ? true : props.isInvalid} className={FIELD}>
    <Label className={bare ? 'sr-only' : FIELD_LABEL}>{label}</Label>
    {rows ? (
      <TextArea
        onInput={lookAgain}
        rows={rows}
        placeholder={placeholder}
        className={`${FIELD_BOX} h-auto py-1.5 font-mono text-sm`}
      />
    ) : (
      <Input onInput={lookAgain} placeholder={placeholder} className={FIELD_BOX} />
    )}
    {hint ? (
      <Text slot="description" className={FIELD_HINT}>
        {hint}
      </Text>
    ) : null}
    <FieldError className={FIELD_ERROR}>{error}</FieldError>
  </AriaTextField>
)
