package org.candor.house;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeTags;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests of pages within a service, which is another than that of {@link ServiceSuite}. */
@Suite
@SelectPackages({"org.candor.bulletin", "org.candor.console", "org.candor.reset"})
@IncludeClassNamePatterns(".*Test")
@IncludeTags("io.quarkus.test.junit.QuarkusTest")
class PagesSuite {}
