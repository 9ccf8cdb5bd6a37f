/** Version in package.json, set by the build. */
declare const __APP_VERSION__: string
/** Commit of the tree that was built; ends in `+` where the tree differed from it. */
declare const __APP_COMMIT__: string
