// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, it } from 'vitest'
import { TextField } from './text-field'

afterEach(cleanup)

const Form = () => {
  const [name, setName] = useState('')
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <TextField label="Name" value={name} onChange={setName} isRequired />
      <button>Save</button>
    </form>
  )
}

it('an error vanishes while it is mended, and not under the press on what stands below', async () => {
  render(<Form />)
  const field = screen.getByLabelText<HTMLInputElement>('Name')
  field.form?.requestSubmit()
  await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'))
  fireEvent.input(field, { target: { value: 'anna' } })
  await waitFor(() => expect(field.getAttribute('aria-invalid')).toBeNull())
})
