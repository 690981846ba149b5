/** Result codes: see the files beside this one, one a thousand block. */
export {}
