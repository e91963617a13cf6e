"use strict"

// What the program of the page leaves to be done: the width of the screen, steps back, the keyboard, paper, the end of a login.

// A phone has room for less of a figure, and the server is told before it draws one. The cookie names nobody.
document.cookie = `screen=${matchMedia("(max-width: 720px)").matches ? "narrow" : "wide"}; path=/; SameSite=Strict`

// A page that is opened by its own address would look for its server below that address first, and be told 404.
window.__streamlit = { BACKEND_BASE_URL: new URL(".", document.currentScript.src).href }

// A page that was opened without choices gets its address from the server a moment later. That is no step of the reader's:
// it takes the place of the address without choices, so that Back leaves the page in one press.
const pushState = history.pushState.bind(history)
history.pushState = (state, title, url) => {
  const isSamePage = new URL(url, location.href).pathname === location.pathname
  if (isSamePage && !location.search) history.replaceState(state, title, url)
  else pushState(state, title, url)
}

const POPOVER = "[data-testid=stPopoverBody]"
const FOCUSABLE = "input, button, a[href], [tabindex='0'], [role=spinbutton]"

addEventListener("keydown", (event) => {
  if (event.key === "Tab") leaveOutStops()
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") moveBetweenPages(event)
  if (event.key !== "Enter" && event.key !== " ") return
  const it = event.target
  if (event.key === "Enter" && it.getAttribute("role") === "spinbutton") {
    leaveField(it)
  } else if (it.closest("[data-testid=stPopover]") && it.tagName === "BUTTON" && it.getAttribute("aria-expanded") !== "true") {
    enterPopover(20)
  }
}, true)

// What holds the whole page is no stop on the way to what it shows, and the links to the pages are one, however many there are.
function leaveOutStops() {
  document.querySelector("[data-testid=stMain]")?.setAttribute("tabindex", "-1")
  const links = listPages()
  for (const link of links) {
    if (isOpen(link)) link.setAttribute("aria-current", "page")
    else link.removeAttribute("aria-current")
  }
  const stop = links.includes(document.activeElement) ? document.activeElement : links.find((link) => !isOpen(link))
  for (const link of links) link.tabIndex = link === stop ? 0 : -1
}

function listPages() {
  return [...document.querySelectorAll(".st-key-pages a")]
}

function isOpen(link) {
  return new URL(link.getAttribute("href") || "./", location.href).pathname === location.pathname
}

// From one page's link the arrows lead to the next.
function moveBetweenPages(event) {
  const links = listPages(), place = links.indexOf(document.activeElement)
  if (place < 0) return
  event.preventDefault()
  links.at((place + (event.key === "ArrowRight" ? 1 : -1)) % links.length).focus()
}

// A date that was typed holds when its field is left; the focus itself stays, since a popover closes when it goes.
function leaveField(it) {
  const field = it.closest("[data-testid=stDateInput]")
  const around = it.closest(POPOVER) ?? document
  const elsewhere = [...around.querySelectorAll("button, input")].find((other) => !field?.contains(other))
  it.dispatchEvent(new FocusEvent("focusout", { bubbles: true, relatedTarget: elsewhere }))
  it.dispatchEvent(new FocusEvent("focusin", { bubbles: true, relatedTarget: elsewhere }))
}

// What a button has opened by keyboard has the focus; it stands at the end of the document, where Tab would come last.
function enterPopover(tries) {
  const first = document.querySelector(POPOVER)?.querySelector(FOCUSABLE)
  if (first) first.focus()
  else if (tries) setTimeout(enterPopover, 50, tries - 1)
}

// A figure is as wide as the screen it was drawn on. With a viewBox it takes the width of the paper.
addEventListener("beforeprint", () => {
  for (const drawing of document.querySelectorAll(".js-plotly-plot svg.main-svg")) {
    const width = drawing.getAttribute("width"), height = drawing.getAttribute("height")
    drawing.setAttribute("viewBox", `0 0 ${width} ${height}`)
    drawing.closest(".svg-container").style.setProperty("--proportions", `${width} / ${height}`)
  }
})
addEventListener("afterprint", () => {
  for (const drawing of document.querySelectorAll("svg.main-svg[viewBox]")) drawing.removeAttribute("viewBox")
})

// Once the login is over, the page to log in on takes the place of this one.
new PerformanceObserver((seen) => {
  if (seen.getEntries().some((entry) => entry.responseStatus === 401)) location.reload()
}).observe({ type: "resource" })
