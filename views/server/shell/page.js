"use strict"

// What the program of the page leaves to be done: the width of the screen, steps back, the keyboard, paper, the end of a login.

// A phone has room for less of a figure, and the server is told before it draws one. The cookie names nobody.
document.cookie = `screen=${matchMedia("(max-width: 720px)").matches ? "narrow" : "wide"}; path=/; SameSite=Strict`

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
  if (event.key !== "Enter" && event.key !== " ") return
  const it = event.target
  if (event.key === "Enter" && it.getAttribute("role") === "spinbutton") {
    leaveField(it)
  } else if (it.closest("[data-testid=stPopover]") && it.tagName === "BUTTON" && it.getAttribute("aria-expanded") !== "true") {
    enterPopover(20)
  }
}, true)

// What holds the whole page, and the link to the page that is open, are no stops on the way to what it shows.
function leaveOutStops() {
  document.querySelector("[data-testid=stMain]")?.setAttribute("tabindex", "-1")
  for (const link of document.querySelectorAll(".st-key-pages a")) {
    const isOpen = new URL(link.getAttribute("href") || "./", location.href).pathname === location.pathname
    if (isOpen) link.setAttribute("aria-current", "page")
    else link.removeAttribute("aria-current")
    link.tabIndex = isOpen ? -1 : 0
  }
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
