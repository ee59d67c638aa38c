fn generated(stack: &Stack) {
}
