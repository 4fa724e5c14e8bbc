/** A Markdown file as the HTML it was made into when the app was built. */
declare module '*.md' {
  const html: string;
  export default html;
}
