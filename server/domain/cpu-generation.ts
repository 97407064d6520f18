/** A family of server processors and the year in which it came out: enough to tell older from newer of one vendor. */
export interface CpuGeneration {
  readonly name: string
  readonly year: number
}

const INTEL: readonly (readonly [RegExp, CpuGeneration])[] = [
  [/\bE[357]-\d{4}\w? ?v4\b/i, { name: 'Broadwell', year: 2016 }],
  [/\bE[357]-\d{4}\w? ?v3\b/i, { name: 'Haswell', year: 2014 }],
  [/\bE[357]-\d{4}\w? ?v2\b/i, { name: 'Ivy Bridge', year: 2013 }],
  [/\bE[35]-\d{4}\w?\b/i, { name: 'Sandy Bridge', year: 2012 }],
  [/\bE7-\d{4}\b/i, { name: 'Westmere', year: 2011 }],
  [/\b[EXL]56\d{2}\b/i, { name: 'Westmere', year: 2010 }],
  [/\b[EXL]55\d{2}\b/i, { name: 'Nehalem', year: 2009 }],
  [/\b(?:Platinum|Gold|Silver|Bronze) \d1\d{2}\w*\b/i, { name: 'Skylake', year: 2017 }],
  [/\b(?:Platinum|Gold|Silver|Bronze) \d2\d{2}\w*\b/i, { name: 'Cascade Lake', year: 2019 }],
  [/\b(?:Platinum|Gold|Silver|Bronze) \d3\d{2}\w*\b/i, { name: 'Ice Lake', year: 2021 }],
  [/\b(?:Platinum|Gold|Silver|Bronze) \d4\d{2}\w*\b/i, { name: 'Sapphire Rapids', year: 2023 }],
  [/\b(?:Platinum|Gold|Silver|Bronze) \d5\d{2}\w*\b/i, { name: 'Emerald Rapids', year: 2023 }],
  [/\bXeon 6\d{3}[PE]\b/i, { name: 'Granite Rapids', year: 2024 }],
]

const AMD: readonly (readonly [RegExp, CpuGeneration])[] = [
  [/\bEPYC 7\w{2}1\w?\b/i, { name: 'Naples', year: 2017 }],
  [/\bEPYC 7\w{2}2\w?\b/i, { name: 'Rome', year: 2019 }],
  [/\bEPYC 7\w{2}3\w?\b/i, { name: 'Milan', year: 2021 }],
  [/\bEPYC [89]\w{2}4\w?\b/i, { name: 'Genoa', year: 2022 }],
  [/\bEPYC 9\w{2}5\w?\b/i, { name: 'Turin', year: 2024 }],
  [/\bOpteron\b/i, { name: 'Opteron', year: 2012 }],
]

/** Families as oVirt names them; the same words stand in the names of baselines elsewhere. */
const BY_FAMILY: readonly (readonly [RegExp, CpuGeneration])[] = [
  [/\bNehalem\b/i, { name: 'Nehalem', year: 2009 }],
  [/\bWestmere\b/i, { name: 'Westmere', year: 2010 }],
  [/\bSandy ?Bridge\b/i, { name: 'Sandy Bridge', year: 2012 }],
  [/\bIvy ?Bridge\b/i, { name: 'Ivy Bridge', year: 2013 }],
  [/\bHaswell\b/i, { name: 'Haswell', year: 2014 }],
  [/\bBroadwell\b/i, { name: 'Broadwell', year: 2016 }],
  [/\bSkylake\b/i, { name: 'Skylake', year: 2017 }],
  [/\bCascade ?lake\b/i, { name: 'Cascade Lake', year: 2019 }],
  [/\bIce ?lake\b/i, { name: 'Ice Lake', year: 2021 }],
  [/\bSapphire ?Rapids\b/i, { name: 'Sapphire Rapids', year: 2023 }],
  [/\bMilan\b/i, { name: 'Milan', year: 2021 }],
  [/\bRome\b/i, { name: 'Rome', year: 2019 }],
  [/\bAMD EPYC(?: IBPB)?(?: SSBD)?(?: Family)?$/i, { name: 'Naples', year: 2017 }],
]

/** The generation of a server processor by its model name, as vendors number them; null: not one that is known. */
export const cpuGenerationOf = (model: string | null): CpuGeneration | null => {
  const plain = (model ?? '').replace(/\((?:R|TM)\)/gi, '').replace(/\s+/g, ' ')
  return [...INTEL, ...AMD, ...BY_FAMILY].find(([pattern]) => pattern.test(plain))?.[1] ?? null
}
