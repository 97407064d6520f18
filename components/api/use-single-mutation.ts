'use client'

import { useMutation, type UseMutationOptions } from '@tanstack/react-query'
import { useRef } from 'react'

const keyOf = (input: unknown): string => JSON.stringify(input) ?? ''

/**
 * A mutation that does not ask for the same again while the answer is awaited: the second press of a double click, which comes
 * before anything on the page could change, does nothing.
 */
export const useSingleMutation = <Output, Input = void, Context = unknown>({
  act,
  ...options
}: Omit<UseMutationOptions<Output, Error, Input, Context>, 'mutationFn'> & {
  readonly act: (input: Input) => Promise<Output>
}) => {
  const underWay = useRef(new Set<string>())
  const { mutate: ask, ...mutation } = useMutation({
    ...options,
    mutationFn: (input: Input) => act(input).finally(() => underWay.current.delete(keyOf(input))),
  })
  const mutate = (input: Input): void => {
    if (underWay.current.has(keyOf(input))) return
    underWay.current.add(keyOf(input))
    ask(input)
  }
  return { ...mutation, mutate }
}
