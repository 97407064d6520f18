/** Boards whose maker never gave them one of their own all tell these. */
const NOBODYS = new Set(['03000200-0400-0500-0006-000700080009', '12345678-1234-5678-90ab-cddeefaabbcc'])

const bytesTurned = (hex: string): string => (hex.match(/../g) ?? []).toReversed().join('')

/**
 * How a machine's UUID may be written, in lower case: as told, and with the bytes of its first three fields turned, for SMBIOS before
 * 2.6 did not say which way they go, and platforms differ to this day. Empty: it tells nobody apart.
 */
export const uuidForms = (text: string): readonly string[] => {
  const uuid = text.trim().toLowerCase()
  const [first, second, third, ...rest] = uuid.split('-')
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(uuid) || NOBODYS.has(uuid) || /^(0|f)\1*$/.test(uuid.replaceAll('-', '')))
    return []
  return [uuid, [bytesTurned(first ?? ''), bytesTurned(second ?? ''), bytesTurned(third ?? ''), ...rest].join('-')]
}
